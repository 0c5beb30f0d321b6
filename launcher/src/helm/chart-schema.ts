import { jetStreamKeys } from '@orderwire/platform';
import { type ConfigSchema, namesOf } from '../doctor/check-environment.js';

/** What Joi says about one variable. */
interface Described {
  type: string;
  flags?: { only?: boolean; presence?: string };
  allow?: unknown[];
  rules?: { name: string; args?: { limit?: number } }[];
}

/** A part of a JSON schema. */
type JsonSchema = Record<string, unknown>;

/** Variables whose value is a secret: the chart passes them as files. */
export const isSecret = (name: string): boolean =>
  /SECRET|PASSWORD|_AUTH_TOKEN$|(SERVICE|API|PRIVATE)_KEY$|^(DATABASE_URL|NATS_SERVERS|SMTP_URL|OTEL_EXPORTER_OTLP_HEADERS)$/.test(
    name,
  );

/** Variables that the chart or the image sets, and those that production refuses. */
const fixed =
  /^(NODE_ENV|HOST|PORT|METRICS_PORT|INVOICE_FOLDER|STOREFRONT_DIR|STRIPE_API_URL|CRASH_POINT.*)$/;

/** The provisioner and a service must have the same value: these are set once, for all. */
const provisionerNames = Object.keys(jetStreamKeys).filter((name) => name !== 'NATS_REPLICAS');

/** Names of the variables that an installation may set, by service and for the provisioner. */
export function settingsOf(schemas: ReadonlyMap<string, ConfigSchema>): Record<string, string[]> {
  const services = [...schemas].map(([service, schema]) => {
    const names = namesOf(schema).filter((name) => !fixed.test(name) && !isSecret(name));
    return [service, names.sort()] as const;
  });
  return { ...Object.fromEntries(services), provisioner: ['LOG_LEVEL', ...provisionerNames].sort() };
}

/** Settings of more than one program, which the values may contain once for all. */
export const sharedSettings = (settings: Record<string, string[]>): string[] => {
  const all = Object.values(settings).flat();
  return [...new Set(all.filter((name, index) => all.indexOf(name) !== index))].sort();
};

/** The given schema of the values, with the settings and secrets of the services as they are now. */
export function withServices(schema: JsonSchema, schemas: ReadonlyMap<string, ConfigSchema>): JsonSchema {
  const { provisioner: _, ...settings } = settingsOf(schemas);
  const described = new Map(
    [...schemas.values()].flatMap((each) => Object.entries(each.describe().keys ?? {})),
  );
  const objectOf = (names: readonly string[]): JsonSchema => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, ruleOf(described.get(name) as Described)])),
  });
  const services = Object.entries(settings).map(([service, names]) => {
    const own = names.filter((name) => !provisionerNames.includes(name));
    const rules = { settings: objectOf(own), optionalSecrets: listOf(optionalSecrets(schemas.get(service))) };
    return [service, { $ref: '#/$defs/service', properties: rules, unevaluatedProperties: false }] as const;
  });
  return {
    ...schema,
    properties: {
      ...(schema['properties'] as JsonSchema),
      settings: objectOf(sharedSettings(settingsOf(schemas))),
      services: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(services),
      },
    },
  };
}

/** Secrets without which the service starts. */
export const optionalSecrets = (schema: ConfigSchema | undefined): string[] =>
  Object.entries(schema?.describe().keys ?? {})
    .filter(([name, described]) => isSecret(name) && (described as Described).flags?.presence !== 'required')
    .map(([name]) => name)
    .sort();

const listOf = (names: readonly string[]): JsonSchema =>
  names.length > 0 ? { items: { enum: names } } : { maxItems: 0 };

/** The rule of one variable. The service itself checks what Joi expresses in code. */
function ruleOf({ type, flags, allow = [], rules = [] }: Described): JsonSchema {
  const limit = (name: string) => rules.find((rule) => rule.name === name)?.args?.limit;
  if (flags?.only) return { enum: allow };
  if (type === 'boolean') return { type };
  if (type !== 'number') return { type: 'string', minLength: 1 };
  return {
    type: rules.some(({ name }) => name === 'integer') ? 'integer' : 'number',
    ...(limit('min') !== undefined && { minimum: limit('min') }),
    ...(limit('max') !== undefined && { maximum: limit('max') }),
  };
}
