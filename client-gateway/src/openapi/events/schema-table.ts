import { nameIn, type Schema } from './async-document.js';
import { typesOf } from './example.js';
import { type Html, markup, nothing, prose } from './markup.js';

/** The anchor of a schema's table. */
export const anchorOfSchema = (name: string): string => `schema-${name}`;

/** Keywords that limit a value, as the page words them. */
const limits: Readonly<Record<string, string>> = {
  minimum: '≥',
  maximum: '≤',
  minLength: 'min. length',
  maxLength: 'max. length',
  minItems: 'min. items',
  maxItems: 'max. items',
  pattern: 'pattern',
};

/** A table of an object's fields. `linked`: the schemas that have a table of their own on the page. */
export function schemaTable(schema: Schema, linked: ReadonlySet<string>): Html {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return markup`<p class="empty">No fields.</p>`;
  const required = new Set(schema.required);
  return markup`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Field</th>
          <th>Type</th>
          <th>Values</th>
        </tr>
      </thead>
      <tbody>
        ${fields.map(([name, field]) => row(name, field, required.has(name), linked))}
      </tbody>
    </table>
  </div>`;
}

const row = (name: string, field: Schema, isRequired: boolean, linked: ReadonlySet<string>): Html =>
  markup`<tr>
    <td><code>${name}</code>${isRequired ? nothing : markup` <small>optional</small>`}</td>
    <td>${typeOf(field, linked)}</td>
    <td>${detailsOf(field)}</td>
  </tr> `;

function typeOf(schema: Schema, linked: ReadonlySet<string>): Html {
  const alternatives = schema.anyOf ?? schema.allOf;
  if (alternatives) return joined(alternatives.map((one) => typeOf(one, linked)));
  if (schema.$ref !== undefined) return linkTo(nameIn(schema.$ref), linked);
  const [first, ...others] = typesOf(schema);
  if (first === 'array' && schema.items) return markup`list of ${typeOf(schema.items, linked)}`;
  const name = schema.format ? `${first ?? 'any'} (${schema.format})` : (first ?? 'any');
  return markup`${[name, ...others].join(' or ')}`;
}

const linkTo = (name: string, linked: ReadonlySet<string>): Html =>
  linked.has(name) ? markup`<a href="#${anchorOfSchema(name)}">${name}</a>` : markup`${name}`;

const joined = (parts: readonly Html[]): Html =>
  markup`${parts.map((part, index) => (index === 0 ? part : markup` or ${part}`))}`;

function detailsOf(schema: Schema): Html {
  const values = schema.enum ?? schema.items?.enum;
  const limited = Object.entries(limits).flatMap(([keyword, words]) => {
    const value = schema[keyword];
    return value === undefined ? [] : [`${words} ${JSON.stringify(value)}`];
  });
  return markup`${prose(schema.description ?? '')}${
    values
      ? markup`<ul class="values">
          ${values.map((value) => markup`<li><code>${String(value)}</code></li>`)}
        </ul>`
      : nothing
  }${limited.length > 0 ? markup`<small>${limited.join(' · ')}</small>` : nothing}`;
}
