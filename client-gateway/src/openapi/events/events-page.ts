import { type AsyncDocument, nameIn, type Schema } from './async-document.js';
import { ChannelSections, isEvent, type Subject, subjectsOf } from './channel-section.js';
import { breakable, type Html, markup, nothing, prose } from './markup.js';
import { anchorOfSchema, schemaTable } from './schema-table.js';

/** The page of all subjects. It needs no other host, and its script only searches. */
export function eventsPage(document: AsyncDocument): string {
  const subjects = subjectsOf(document);
  const owners = [...new Set(subjects.map(({ owner }) => owner))].sort();
  const nested = nestedSchemas(document);
  const sections = new ChannelSections(document, nested);
  const of = (owner: string) => subjects.filter((subject) => subject.owner === owner);
  const { info } = document;
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${info.title} events</title>
        <link rel="stylesheet" href="/api/docs/pages.css" />
        <link rel="stylesheet" href="/api/docs/events.css" />
        <link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png" />
        <script src="/api/docs/events.js" defer></script>
      </head>
      <body>
        ${pageLinks('events')}
        <div class="layout">
          <nav id="contents" aria-label="Subjects">
            <label for="search">Search subjects and fields</label>
            <input
              id="search"
              type="search"
              placeholder="order.paid, refundId, …"
              autocomplete="off"
              spellcheck="false"
            />
            <p id="count" role="status">${subjects.length} subjects</p>
            <details open>
              <summary>Contents</summary>
              ${owners.map((owner) => contentsOf(owner, of(owner)))}
              <p><a href="#schemas">Schemas</a></p>
            </details>
          </nav>
          <main>
            <h1>${info.title} events and requests</h1>
            <p>${info.description}</p>
            <p>Generated from the contracts: <a href="/api/docs/asyncapi.json">AsyncAPI 3.0 document</a>.</p>
            ${owners.map(
              (owner) =>
                markup`<div class="owner">
                  <h2 id="${owner}">${owner}</h2>
                  ${inOrder(of(owner)).map((one) => sections.section(one))}
                </div>`,
            )}
            <div class="owner">
              <h2 id="schemas">Schemas</h2>
              ${[...nested].sort().map((name) => schemaSection(name, document.components.schemas[name] ?? {}, nested))}
            </div>
          </main>
        </div>
      </body>
    </html> `.text;
}

/** The links between the pages of the documentation, on both of them. */
export const pageLinks = (current: 'http' | 'events'): Html =>
  markup`<header class="pages">
    <a class="name" href="/api/docs">Orderwire</a>
    <a href="/api/docs" ${current === 'http' ? CURRENT : nothing}>HTTP API</a>
    <a href="/api/docs/events" ${current === 'events' ? CURRENT : nothing}>Events</a>
  </header>`;

const CURRENT = markup` aria-current="page"`;

/** Events first: they are what other systems consume. */
const inOrder = (subjects: readonly Subject[]): Subject[] => [
  ...subjects.filter(isEvent),
  ...subjects.filter((subject) => !isEvent(subject)),
];

const contentsOf = (owner: string, subjects: readonly Subject[]): Html =>
  markup`<div class="of-owner">
    <p><a href="#${owner}">${owner}</a></p>
    <ul>
      ${inOrder(subjects).map(
        (subject) =>
          markup`<li data-subject="${subject.name}">
            <a href="#${subject.name}">${breakable(subject.name)}</a>
            ${isEvent(subject) ? markup`<span class="badge event">event</span>` : nothing}
          </li>`,
      )}
    </ul>
  </div>`;

const schemaSection = (name: string, schema: Schema, nested: ReadonlySet<string>): Html =>
  markup`<section class="schema" id="${anchorOfSchema(name)}">
    <h3><a href="#${anchorOfSchema(name)}">${name}</a></h3>
    ${schema.description ? markup`<p>${prose(schema.description)}</p>` : nothing}${schemaTable(schema, nested)}
  </section> `;

/** The schemas that fields of other schemas refer to. */
function nestedSchemas({ components }: AsyncDocument): Set<string> {
  const found = new Set<string>();
  const visit = (schema: Schema): void => {
    if (schema.$ref !== undefined) found.add(nameIn(schema.$ref));
    const inner = [
      ...(schema.anyOf ?? []),
      ...(schema.allOf ?? []),
      ...Object.values(schema.properties ?? {}),
    ];
    for (const one of [...inner, ...(schema.items ? [schema.items] : [])]) visit(one);
  };
  for (const schema of Object.values(components.schemas)) visit(schema);
  return found;
}
