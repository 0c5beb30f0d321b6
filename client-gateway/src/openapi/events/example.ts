import { nameIn, type Schema } from './async-document.js';

const byFormat: Readonly<Record<string, unknown>> = {
  uuid: '019a0000-0000-7000-8000-000000000001',
  'date-time': '2026-01-31T12:00:00.000Z',
  email: 'ada@example.com',
  uri: 'https://shop.example/',
};

/** Deeper objects are left out: an order has lines, and a line has no order. */
const MAX_DEPTH = 6;

/** A value that a schema accepts, with every field. `schemas`: those that it refers to. */
export function exampleOf(schema: Schema, schemas: Readonly<Record<string, Schema>>, depth = 0): unknown {
  if (schema.examples?.length) return schema.examples[0];
  if (schema.enum?.length) return schema.enum[0];
  const next = (one: Schema) => exampleOf(one, schemas, depth + 1);
  const [first] = schema.anyOf ?? schema.allOf ?? [];
  if (first) return next(first);
  if (schema.$ref !== undefined) {
    const target = schemas[nameIn(schema.$ref)];
    return target && depth < MAX_DEPTH ? next(target) : {};
  }
  if (schema.properties)
    return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, next(field)]));
  return ofType(schema, next);
}

function ofType(schema: Schema, next: (one: Schema) => unknown): unknown {
  switch (typesOf(schema)[0]) {
    case 'array':
      return schema.items ? [next(schema.items)] : [];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? Math.max(1, schema['minimum']) : 1;
    case 'boolean':
      return true;
    case 'string':
      return byFormat[schema.format ?? ''] ?? 'string';
    case 'null':
      return null;
    default:
      return {};
  }
}

/** The types of a schema, without order. */
export const typesOf = ({ type }: Schema): readonly string[] =>
  type === undefined ? [] : typeof type === 'string' ? [type] : type;
