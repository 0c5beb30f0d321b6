import type { JsonSchema } from '@orderwire/contracts/documents';
import type { Snapshot } from './snapshot.js';

interface Fields {
  properties: Readonly<Record<string, JsonSchema>>;
  required: readonly string[];
}

/**
 * Reasons why a changed event breaks its consumers; empty when fields were only added. Events that
 * were published before the change stay in streams and outboxes for weeks, and consumers that do
 * not know the change keep running.
 */
export function breakingChanges(before: Snapshot, after: Snapshot): string[] {
  if (before.kind !== 'event') return [];
  return compare(at(before), at(after), before, after, '', new Set());
}

function compare(
  before: JsonSchema,
  after: JsonSchema,
  from: Snapshot,
  to: Snapshot,
  path: string,
  seen: Set<JsonSchema>,
): string[] {
  const [old, now] = [resolve(before, from), resolve(after, to)];
  if (seen.has(old)) return [];
  seen.add(old);
  const here = path || 'the payload';
  const broken: string[] = [];
  if (String(old['type']) !== String(now['type']))
    broken.push(`${here} changes from ${String(old['type'])} to ${String(now['type'])}`);
  for (const value of enumOf(old))
    if (enumOf(now).length > 0 && !enumOf(now).includes(value))
      broken.push(`${here} loses the value ${JSON.stringify(value)}`);
  const [had, has] = [fieldsOf(old), fieldsOf(now)];
  for (const name of has.required)
    if (!had.required.includes(name)) broken.push(`${join(path, name)} becomes required`);
  for (const [name, field] of Object.entries(had.properties)) {
    const next = has.properties[name];
    if (next) broken.push(...compare(field, next, from, to, join(path, name), seen));
    else broken.push(`${join(path, name)} is removed`);
  }
  if (isSchema(old['items']) && isSchema(now['items']))
    broken.push(...compare(old['items'], now['items'], from, to, `${path}[]`, seen));
  return broken;
}

const at = ({ messages, definitions }: Snapshot): JsonSchema => definitions[messages['payload'] ?? ''] ?? {};

function resolve(schema: JsonSchema, { definitions }: Snapshot): JsonSchema {
  const ref = refOf(schema);
  return (ref && definitions[ref.replace('#/definitions/', '')]) || schema;
}

/** A reference stands alone, or beside the type null. */
function refOf(schema: JsonSchema): string | undefined {
  const choices = (schema['anyOf'] ?? schema['allOf'] ?? [schema]) as JsonSchema[];
  return choices.map((choice) => choice['$ref']).find((ref): ref is string => typeof ref === 'string');
}

const enumOf = (schema: JsonSchema): unknown[] => (schema['enum'] as unknown[] | undefined) ?? [];

const fieldsOf = (schema: JsonSchema): Fields => ({
  properties: (schema['properties'] as Fields['properties'] | undefined) ?? {},
  required: (schema['required'] as Fields['required'] | undefined) ?? [],
});

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);
