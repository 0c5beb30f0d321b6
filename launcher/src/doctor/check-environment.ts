import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearestName } from '@orderwire/platform';
import { inheritable, isProduction, type Environment } from '../config.js';
import { repositoryRoot } from '../repository.js';
import { keyNames } from '../secrets.js';
import { assignedPorts, topology } from '../topology.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** The part of a Joi schema that the launcher uses. */
export interface ConfigSchema {
  describe(): { keys?: Record<string, unknown> };
  validate(
    values: object,
    options: object,
  ): { error?: { details: { path: (string | number)[]; type: string; message: string }[] } };
}

/** Checks `.env` (`file`), and it with the process environment (`all`). Never shows a secret. */
export async function checkEnvironment(file: Environment, all: Environment): Promise<Finding[]> {
  const schemas = await serviceSchemas();
  const known = [...schemas.values()].flatMap(namesOf);
  const names = checkNames(file, all, [...known, ...launcherNames()]);
  return [...names, ...checkStripe(all), ...checkPortVariables(all), ...checkSchemas(all, schemas)];
}

/**
 * Checks the values that would start the system in another way than the user intended. The services
 * validate the others. Loading their schemas takes a second and happens only for secrets and
 * STRIPE_API_URL.
 */
export async function checkBeforeStart(all: Environment): Promise<Finding[]> {
  const schemas = [...secrets, 'STRIPE_API_URL'].some((name) => name in all)
    ? await serviceSchemas()
    : new Map<string, ConfigSchema>();
  return [...checkStripe(all), ...checkPortVariables(all), ...checkSchemas(all, schemas)];
}

/** Variables that only the launcher reads: those in .env.template, and those for tests. */
function launcherNames(): string[] {
  const template = readFileSync(join(repositoryRoot, '.env.template'), 'utf8');
  const explained = [...template.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);
  return [...explained, ...keyNames, 'COMPOSE_PROFILES', 'NATS_SERVER_BIN'];
}

function checkNames(file: Environment, all: Environment, known: readonly string[]): Finding[] {
  const ours =
    /^(STRIPE|NATS|CLIENT_?GATEWAY|PAYMENTS?_?MS|ORDERS?_?(MS|TOKEN)|PRODUCTS?_?MS|AUTH_?(MS|KEY)|SERVICE_?KEY|RATE_?LIMIT|MAILBOX|CARRIER|SHIPPING|SHIPPER|SELLER|INVOICES?|CREDIT_?NOTE|S3|DATABASE|POSTGRES)_?/i;
  const names = new Set([...Object.keys(file), ...Object.keys(all).filter((name) => ours.test(name))]);
  return [...names].flatMap((name) => {
    const nearest = known.includes(name) ? undefined : nearestName(name.toUpperCase(), known);
    return nearest ? [problem(`${name} is not a known variable`, `did you mean ${nearest}?`)] : [];
  });
}

/** Real Stripe needs both keys, the sandbox neither. */
function checkStripe(all: Environment): Finding[] {
  const { STRIPE_SECRET: secret, STRIPE_ENDPOINT_SECRET: endpointSecret, STRIPE_API_URL: api } = all;
  const both = 'set STRIPE_SECRET (https://dashboard.stripe.com/apikeys) and STRIPE_ENDPOINT_SECRET';
  if (secret && endpointSecret) {
    return /_live_/.test(secret)
      ? [warning('STRIPE_SECRET is a live key: orders will capture real money', 'use a test key, sk_test_…')]
      : [fine(`Stripe keys are set: payments go to ${api ?? 'real Stripe'}`)];
  }
  if (secret || endpointSecret) {
    const missing = secret ? 'STRIPE_ENDPOINT_SECRET' : 'STRIPE_SECRET';
    return [problem(`${missing} is missing, while the other Stripe key is set`, `${both}, or neither`)];
  }
  if (!isProduction(all)) {
    const way = api ? `${api} with the keys of the local sandbox` : 'the local sandbox';
    return [fine(`no Stripe keys: payments go to ${way}`)];
  }
  const remedy = `${both}: the sandbox is for development`;
  return [problem('NODE_ENV is production, and no Stripe keys are set', remedy)];
}

function checkPortVariables(all: Environment): Finding[] {
  return assignedPorts.flatMap(({ port: { variable } }) => {
    const port = Number(all[variable] ?? 1);
    if (Number.isInteger(port) && port >= 1 && port <= 65_535) return [];
    return [problem(`${variable}=${all[variable]} is not a port`, 'set a number from 1 to 65535')];
  });
}

const keys: readonly string[] = keyNames;
/** Placeholders are rejected in development too. */
const secrets = [...keys, 'STRIPE_SECRET', 'STRIPE_ENDPOINT_SECRET'];

function checkSchemas(all: Environment, schemas: ReadonlyMap<string, ConfigSchema>): Finding[] {
  const findings = new Map<string, Finding>();
  for (const [service, schema] of schemas) {
    for (const mode of new Set([all['NODE_ENV'], 'production'])) {
      const values = { ...all, ...(mode && { NODE_ENV: mode }) };
      const options = { abortEarly: false, allowUnknown: true, errors: { wrap: { label: false } } };
      for (const { path, type, message } of schema.validate(values, options).error?.details ?? []) {
        const name = String(path[0]);
        const relevant = mode === all['NODE_ENV'] || secrets.includes(name);
        if (!relevant || !isChecked(service, name, type, all) || findings.has(name)) continue;
        const rule = type === 'any.required' ? 'is missing in production' : message.replace(name, '').trim();
        const remedy = 'correct it in .env or the environment; see .env.template';
        findings.set(name, problem(`${name} ${rule}`, remedy));
      }
    }
  }
  return [...findings.values()];
}

/** Whether the value comes from the user. The launcher assigns the others to each service. */
function isChecked(service: string, name: string, type: string, all: Environment): boolean {
  // With real keys the sandbox does not run, so only payments-ms decides about them.
  const stripe = service === 'payments-ms' && name.startsWith('STRIPE_');
  if (type === 'any.required') return stripe && name.endsWith('_URL') && isProduction(all);
  const assigned = !(name in inheritable(all)) && !keys.includes(name) && name !== 'METRICS_PORT';
  return name in all && (stripe || !assigned);
}

/** The configuration schemas that the built services export, by service. */
export async function serviceSchemas(): Promise<Map<string, ConfigSchema>> {
  const schemas = new Map<string, ConfigSchema>();
  for (const { name, folder = name } of topology) {
    const file = pathToFileURL(join(repositoryRoot, folder, 'dist', 'config.js')).href;
    const { configSchema } = (await import(file)) as { configSchema: ConfigSchema };
    schemas.set(name, configSchema);
  }
  return schemas;
}

/** Every variable that the service reads. */
export const namesOf = (schema: ConfigSchema): string[] => Object.keys(schema.describe().keys ?? {});
