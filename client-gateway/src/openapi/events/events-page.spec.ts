import { describe, expect, it } from '@jest/globals';
import { allEvents, allRpcs, OrderPaid } from '@orderwire/contracts';
import { asyncDocument } from './async-document.js';
import { eventsPage } from './events-page.js';
import { exampleOf } from './example.js';
import { markup, prose } from './markup.js';

const document = asyncDocument();
const page = eventsPage(document);
const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id ?? '');

describe('the page of events', () => {
  it('has a section for every subject', () => {
    for (const subject of [...allRpcs().keys(), ...allEvents().keys()]) expect(ids).toContain(subject);
  });

  it('has every anchor once, and links to existing ones only', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('shows the fields of each event in its own section, with an example', () => {
    const section = /<section class="subject" id="order\.paid">.*?<\/section>/s.exec(page)?.[0] ?? '';
    for (const field of Object.keys(document.components.schemas[OrderPaid.payload.name]?.properties ?? {}))
      expect(section).toContain(`<code>${field}</code>`);
    expect(section).toContain('<summary>Example</summary>');
  });

  it('runs no inline script and loads nothing from other hosts', () => {
    expect(page).not.toMatch(/<script(?![^>]* src="\/api\/docs\/)|\son\w+=|javascript:/);
    for (const [, url = ''] of page.matchAll(/(?:src|href)="([^"#]+)"/g)) expect(url).toMatch(/^\/api\/docs/);
  });

  it('stays below a megabyte', () => expect(Buffer.byteLength(page)).toBeLessThan(1_000_000));
});

describe('markup', () => {
  it('escapes all values', () => {
    expect(markup`<a title="${'"<&\''}">${'<script>'}</a>`.text).toBe(
      '<a title="&quot;&lt;&amp;&#39;">&lt;script&gt;</a>',
    );
    expect(prose('`a<b` & c').text).toBe('<code>a&lt;b</code> &amp; c');
  });
});

describe('an example', () => {
  it('has the declared example, the first of several values, and every field', () => {
    const schemas = { Line: { type: 'object', properties: { units: { type: 'integer', minimum: 2 } } } };
    const schema = {
      properties: {
        currency: { type: 'string', examples: ['usd'] },
        status: { type: 'string', enum: ['open', 'won'] },
        lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
        at: { type: ['string', 'null'], format: 'date-time' },
      },
    };
    expect(exampleOf(schema, schemas)).toEqual({
      ...{ currency: 'usd', status: 'open', lines: [{ units: 2 }] },
      at: '2026-01-31T12:00:00.000Z',
    });
  });

  it('ends where a schema refers to itself', () => {
    const Node = { properties: { next: { $ref: '#/components/schemas/Node' } } };
    expect(JSON.stringify(exampleOf(Node, { Node }))).toContain('{"next":{}}');
  });
});
