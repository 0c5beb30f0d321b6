import { type MessageSchema, messageSchemas } from '../schemas.js';

/** A JSON schema (draft 7), keys in alphabetical order. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Every message class as draft 7, by class name. `refPrefix` is their place in the document. */
export function jsonSchemas(refPrefix: string): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(messageSchemas(refPrefix)).map(([name, schema]) => [name, draft7(schema)]),
  );
}

/** A message's schema and all schemas that it refers to, directly or indirectly. */
export function closureOf(
  name: string,
  all: Readonly<Record<string, JsonSchema>>,
): Readonly<Record<string, JsonSchema>> {
  const found = new Map<string, JsonSchema>();
  const visit = (each: string): void => {
    const schema = all[each];
    if (!schema || found.has(each)) return;
    found.set(each, schema);
    for (const [, next] of JSON.stringify(schema).matchAll(/"#\/[\w/]*?(\w+)"/g)) if (next) visit(next);
  };
  visit(name);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** OpenAPI 3.0 has `nullable` and `example`; JSON schema has the type `null` and `examples`. */
function draft7(schema: MessageSchema): JsonSchema {
  const { nullable, example, properties, items, required, ...rest } = schema;
  const converted: Record<string, unknown> = { ...rest };
  if (required) converted['required'] = [...required].sort();
  if (example !== undefined) converted['examples'] = [example];
  if (properties)
    converted['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, draft7(field)]),
    );
  if (items && typeof items === 'object') converted['items'] = draft7(items as MessageSchema);
  return sorted(nullable ? orNull(converted) : converted) as JsonSchema;
}

function orNull(schema: Record<string, unknown>): Record<string, unknown> {
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  const { allOf, ...rest } = schema;
  return { ...rest, anyOf: [...(Array.isArray(allOf) ? (allOf as unknown[]) : []), { type: 'null' }] };
}

/**
 * The same value with the keys of every object in alphabetical order, so that a diff shows only
 * changes.
 */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
  );
}
