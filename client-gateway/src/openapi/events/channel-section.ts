import { type AsyncDocument, type Channel, nameIn, type Operation, type Schema } from './async-document.js';
import { exampleOf } from './example.js';
import { type Html, markup, nothing, prose } from './markup.js';
import { anchorOfSchema, schemaTable } from './schema-table.js';

/** A subject with its operation. */
export interface Subject {
  readonly name: string;
  readonly operation: Operation;
  readonly channel: Channel;
  /** The service that handles the request or publishes the event. */
  readonly owner: string;
}

/** All subjects, ordered by name. */
export const subjectsOf = ({ channels, operations }: AsyncDocument): Subject[] =>
  Object.values(operations)
    .flatMap((operation) => {
      const name = nameIn(operation.channel.$ref);
      const channel = channels[name];
      return channel ? [{ name, operation, channel, owner: channel.tags?.[0]?.name ?? 'other' }] : [];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));

export const isEvent = ({ operation }: Subject): boolean => operation.action === 'send';

const PAYLOAD = 'Payload';

/** Writes the sections of subjects. A request's and a reply's table stands where it occurs first. */
export class ChannelSections {
  private readonly shown = new Set<string>();

  constructor(
    private readonly document: AsyncDocument,
    /** Schemas with a table at the end of the page. */
    private readonly linked: ReadonlySet<string>,
  ) {}

  section(subject: Subject): Html {
    const { name, channel, operation } = subject;
    const kind = isEvent(subject) ? 'event' : 'request';
    return markup`<section class="subject" id="${name}">
      <h3><a href="#${name}">${name}</a> <span class="badge ${kind}">${kind}</span></h3>
      <p>${prose(channel.description ?? '')}</p>
      ${factsOf(operation)} ${this.messagesOf(subject)}
    </section> `;
  }

  private messagesOf({ channel, operation }: Subject): Html[] {
    const { channels } = this.document;
    const [own] = Object.values(channel.messages);
    const reply = operation.reply && channels[nameIn(operation.reply.channel.$ref)];
    const [packet] = Object.values(reply?.messages ?? {});
    const replied = packet?.payload.properties?.['response'];
    return [
      own ? this.message(reply ? 'Request' : PAYLOAD, own.payload, own.examples?.[0]?.payload) : nothing,
      replied ? this.message('Reply', replied) : nothing,
    ];
  }

  private message(title: string, { $ref = '' }: Schema, given?: unknown): Html {
    const { schemas } = this.document.components;
    const name = nameIn($ref);
    const schema = schemas[name] ?? {};
    if (Object.keys(schema.properties ?? {}).length === 0)
      return markup`<h4>${title} <code>${name}</code></h4>
        <p class="empty">No fields.</p>`;
    const example = JSON.stringify(given ?? exampleOf(schema, schemas), undefined, 2);
    return markup`${this.table(title, name, schema)}
      <details>
        <summary>Example</summary>
        <pre tabindex="0">${example}</pre>
      </details>`;
  }

  /** A payload always has its table: a reader of an event needs no other place. */
  private table(title: string, name: string, schema: Schema): Html {
    const anchor = anchorOfSchema(name);
    const isElsewhere = this.linked.has(name) || this.shown.has(name);
    this.shown.add(name);
    const heading = isElsewhere
      ? markup`<h4>
          ${title} <a href="#${anchor}"><code>${name}</code></a>
        </h4>`
      : markup`<h4 id="${anchor}">${title} <code>${name}</code></h4>`;
    return isElsewhere && title !== PAYLOAD ? heading : markup`${heading}${schemaTable(schema, this.linked)}`;
  }
}

function factsOf(operation: Operation): Html {
  const faults = operation['x-faults'] ?? [];
  const facts: [string, Html][] = [];
  if (operation['x-access']) facts.push(['Access', markup`${operation['x-access']}`]);
  if (operation['x-callers']) facts.push(['Callers', markup`${operation['x-callers']}`]);
  if (operation['x-timeout-ms']) facts.push(['Time limit', markup`${operation['x-timeout-ms'] / 1_000} s`]);
  if (faults.length > 0)
    facts.push([
      'Faults',
      markup`<ul>
        ${faults.map(({ code, message }) => markup`<li><code>${code}</code> ${message}</li>`)}
      </ul>`,
    ]);
  if (facts.length === 0) return nothing;
  return markup`<dl>
    ${facts.map(
      ([term, fact]) =>
        markup`<div>
          <dt>${term}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}
