import type { MessageClass } from '@orderwire/contracts';
import { type MessageSchema, messageSchemas } from '@orderwire/contracts/schemas';

const prefix = '#/components/schemas/';

/** RFC 9457. */
const problem: MessageSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'correlationId'],
  properties: {
    type: { type: 'string', format: 'uri', example: 'urn:orderwire:problem:orders.not_found' },
    title: { type: 'string', description: 'The name of the status.', example: 'Not Found' },
    status: { type: 'integer', example: 404 },
    detail: { type: 'string', description: 'The error, for people.' },
    code: { type: 'string', description: 'The error, for programs.', example: 'orders.not_found' },
    instance: { type: 'string', description: 'The path of the request.' },
    correlationId: { type: 'string', description: 'Correlation id in the logs of all services.' },
    errors: {
      type: 'array',
      description: 'Every invalid field of the request.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    retryAfterMs: { type: 'integer', description: 'When to retry, in milliseconds.' },
    details: { type: 'object', additionalProperties: true, description: 'Further data of this code.' },
  },
};

/**
 * Schemas by name: those of all loaded message classes, and request bodies without their path
 * parameters.
 */
let schemas: Record<string, MessageSchema> = { Problem: problem };

/** The reference to a message's schema. */
export const refTo = (message: MessageClass<object>): string => `${prefix}${message.name}`;

/** A field of a message as an OpenAPI parameter. */
export interface Field {
  name: string;
  required: boolean;
  schema: MessageSchema;
}

export function fieldsOf(message: MessageClass<object>): Field[] {
  const { properties = {}, required = [] } = schemaOf(message.name);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
  }));
}

/** The reference to the schema of a request's body: its fields that are not in the path. */
export function bodySchemaOf(request: MessageClass<object>, fields: readonly Field[]): string {
  const name = `${request.name.replace(/(Request|Input)$/, '')}Body`;
  const required = fields.filter((field) => field.required).map((field) => field.name);
  schemas[name] = {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 && { required }),
  };
  return `${prefix}${name}`;
}

/** All schemas that a document refers to, directly or indirectly. */
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
  // Message classes are declared while modules load.
  if (!(name in schemas)) schemas = { ...messageSchemas(prefix), ...schemas };
  const schema = schemas[name];
  if (!schema) throw new Error(`${name} is not a message class: it has no rules`);
  return schema;
}
