import 'reflect-metadata';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import { allEvents, allRpcs, type MessageClass } from './contract.js';
import { MAX_AMOUNT } from './currencies.js';

/** A JSON schema in the dialect of OpenAPI 3.0. */
export interface MessageSchema {
  type?: string;
  properties?: Record<string, MessageSchema & { nullable?: boolean }>;
  required?: string[];
  format?: string;
  $ref?: string;
  [keyword: string]: unknown;
}

/**
 * JSON schemas of every message class that has been declared, by class name, from the decorators
 * that also validate. `refPrefix` is where the schemas will stand in the document, e.g.
 * `#/components/schemas/`.
 */
export function messageSchemas(refPrefix: string): Record<string, MessageSchema> {
  const schemas = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: refPrefix,
    additionalConverters: {
      nullable: { nullable: true },
      clearable: { nullable: true, 'x-clearable': true },
      currencyCode: { type: 'string', pattern: '^[a-z]{3}$', example: 'usd' },
      countryCode: { type: 'string', pattern: '^[A-Z]{2}$', example: 'GB' },
      amount: { type: 'integer', format: 'int64', minimum: 0, maximum: MAX_AMOUNT, example: 1999 },
      text: textOf,
      singleLine: textOf,
      paragraph: textOf,
      id: { type: 'string', format: 'uuid' },
      idOrNull: { type: 'string', format: 'uuid', nullable: true },
      time: { type: 'string', format: 'date-time' },
      pushEndpoint: { type: 'string', format: 'uri', maxLength: 1_000 },
      emailAddress: { type: 'string', format: 'email', maxLength: 320 },
      vatId: { type: 'string', maxLength: 50, example: 'DE123456789' },
      percentage: { type: 'number', minimum: 0, maximum: 100, example: 19 },
      wholeNumber: ({ constraints: [minimum, maximum] }) => ({
        type: 'integer',
        minimum,
        ...atMost(maximum),
      }),
      isInt: { type: 'integer' },
      min: ({ constraints: [minimum] }) => ({ minimum }),
      max: ({ constraints: [maximum] }) => atMost(maximum),
      arrayUnique: {},
      oneOrMoreOf: ({ constraints }) => ({
        type: 'array',
        items: { type: 'string', enum: constraints },
        minItems: 1,
        uniqueItems: true,
      }),
      eventFilters: { items: { type: 'string' } },
      // Rules about other fields.
      vatIdOfCompany: {},
      billing: {},
      notEquals: ({ constraints: [value] }) => ({ not: { enum: [value] } }),
    },
  }) as Record<string, MessageSchema>;
  for (const schema of Object.values(schemas)) {
    const required = requiredOf(schema);
    if (required.length > 0) schema.required = required;
    else delete schema.required;
    for (const [name, field] of Object.entries(schema.properties ?? {}))
      schema.properties![name] = inOpenApi(field);
  }
  for (const message of messagesOfContracts()) schemas[message.name] ??= inheritedSchema(message, schemas);
  return schemas;
}

const messagesOfContracts = (): MessageClass<object>[] => [
  ...[...allRpcs().values()].flatMap(({ request, reply }) => [request, reply]),
  ...[...allEvents().values()].map(({ payload }) => payload),
];

/** A class without fields of its own leaves no metadata behind: its schema is that of its base. */
function inheritedSchema(
  message: MessageClass<object>,
  schemas: Record<string, MessageSchema>,
): MessageSchema {
  const base = Object.getPrototypeOf(message) as MessageClass<object>;
  if (base === Function.prototype) return { type: 'object', properties: {} };
  return schemas[base.name] ?? inheritedSchema(base, schemas);
}

const textOf = ({ constraints: [max, min] }: { constraints: number[] }) => ({
  type: 'string' as const,
  maxLength: max,
  ...(min! > 0 && { minLength: min }),
});

/** Generated clients take an integer without a format for one of 32 bits. */
const atMost = (maximum: number) => ({ maximum, ...(maximum >= 2 ** 31 && { format: 'int64' }) });

/** OpenAPI 3.0 ignores what stands beside a `$ref`, and knows web addresses as `uri`. */
function inOpenApi({ $ref, 'x-clearable': _, ...field }: MessageSchema): MessageSchema {
  if (field.format === 'url') field.format = 'uri';
  if ($ref === undefined) return field;
  return Object.keys(field).length > 0 ? { allOf: [{ $ref }], ...field } : { $ref };
}

/** A nullable field is always on the wire; class-validator can only say that it may be absent. */
function requiredOf({ properties = {}, required = [] }: MessageSchema): string[] {
  return Object.entries(properties)
    .filter(([name, field]) => required.includes(name) || (field.nullable && !field['x-clearable']))
    .map(([name]) => name);
}
