import type { MessageClass } from '@orderwire/contracts';
import { type MessageSchema, messageSchemas } from '@orderwire/contracts/schemas';
import { problemSchema } from './problem-schema.js';

const prefix = '#/components/schemas/';

/** Where a message's schema stands in the document. */
export const refTo = (message: MessageClass<object>): string => `${prefix}${message.name}`;

let known: Record<string, MessageSchema> = { Problem: problemSchema };

/** Message classes are declared while modules load, the gateway's own among them: looked up when one is missing. */
function all(name: string): MessageSchema | undefined {
  if (!(name in known)) known = { ...known, ...messageSchemas(prefix) };
  return known[name];
}

/** One field of a message, as OpenAPI's parameters want it. */
export interface Field {
  name: string;
  required: boolean;
  schema: MessageSchema;
}

/** The fields of a message whose fields are all plain: a query, or path parameters. */
export function fieldsOf(message: MessageClass<object>): Field[] {
  const { properties = {}, required = [] } = schemaOf(message.name);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
  }));
}

/** The schemas a document needs: those it names, those that these name, and so on. */
export function schemasFor(document: unknown): Record<string, MessageSchema> {
  const needed = new Map<string, MessageSchema>();
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (!name || needed.has(name)) continue;
      needed.set(name, schemaOf(name));
      visit(schemaOf(name));
    }
  };
  visit(document);
  return Object.fromEntries([...needed].sort(([a], [b]) => a.localeCompare(b)));
}

function schemaOf(name: string): MessageSchema {
  const schema = all(name);
  if (!schema) throw new Error(`${name} is not a message class: it has no rules`);
  return schema;
}
