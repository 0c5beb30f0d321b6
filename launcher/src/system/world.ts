import type { Environment } from '../config.js';
import type { KeyName, Secrets } from '../secrets.js';
import type { ServiceDefinition, StripeAccess, World } from '../topology.js';
import type { SystemPlan } from './plan.js';

/** What the services' environments are made from. */
export function makeWorld(
  plan: SystemPlan,
  secrets: Secrets,
  stripe: StripeAccess,
  { dataDir, environment }: { dataDir: string; environment: Environment },
): World {
  const urls: Record<string, string> = {};
  const databaseUrls: Record<string, string> = {};
  for (const { definition, replicas } of plan.services) {
    urls[definition.name] = replicas[0]?.url ?? '';
    if (definition.database) databaseUrls[definition.name] = databaseUrl(definition.database, plan, secrets);
  }
  const natsUrl = `nats://orderwire:${secrets.nats}@127.0.0.1:${plan.natsPort}`;
  const keys = Object.fromEntries(
    Object.entries(secrets.keys).map(([name, made]) => [name, environment[name] ?? made]),
  ) as Record<KeyName, string>;
  return { urls, natsUrl, databaseUrls, stripe, keys, dataDir, environment };
}

/** Superuser's URL of the database `postgres`. */
export function adminUrl({ postgresPort }: SystemPlan, { postgres }: Secrets): string {
  return `postgresql://postgres:${postgres}@127.0.0.1:${postgresPort}/postgres`;
}

type Database = NonNullable<ServiceDefinition['database']>;

function databaseUrl({ name, role }: Database, { postgresPort }: SystemPlan, { databases }: Secrets): string {
  return `postgresql://${role}:${databases[role]}@127.0.0.1:${postgresPort}/${name}`;
}
