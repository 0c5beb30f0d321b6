import type { Environment } from '../config.js';
import { keyNames, type KeyName, type Secrets } from '../secrets.js';
import type { ServiceDefinition, StripeAccess, SystemContext } from '../topology.js';
import type { SystemPlan } from './plan.js';

/** The values from which the environments of the services are built. */
export function systemContext(
  plan: SystemPlan,
  secrets: Secrets,
  stripe: StripeAccess,
  { dataDir, environment }: { dataDir: string; environment: Environment },
): SystemContext {
  const urls: Record<string, string> = {};
  const databaseUrls: Record<string, string> = {};
  for (const { definition, replicas } of plan.services) {
    urls[definition.name] = replicas[0]?.url ?? '';
    if (definition.database) databaseUrls[definition.name] = databaseUrl(definition.database, plan, secrets);
  }
  const natsUrl = `nats://orderwire:${secrets.nats}@127.0.0.1:${plan.natsPort}`;
  const keys = effectiveKeys(secrets, environment);
  return { urls, natsUrl, databaseUrls, stripe, keys, dataDir, environment };
}

/** Keys that the user set take precedence over the generated ones. */
export function effectiveKeys({ keys }: Secrets, environment: Environment): Record<KeyName, string> {
  const entries = keyNames.map((name) => [name, environment[name] ?? keys[name]] as const);
  return Object.fromEntries(entries) as Record<KeyName, string>;
}

/** URL of the database `postgres` for the superuser. */
export function adminUrl({ postgresPort }: SystemPlan, { postgres }: Secrets): string {
  return `postgresql://postgres:${postgres}@127.0.0.1:${postgresPort}/postgres`;
}

type Database = NonNullable<ServiceDefinition['database']>;

function databaseUrl({ name, role }: Database, { postgresPort }: SystemPlan, { databases }: Secrets): string {
  return `postgresql://${role}:${databases[role]}@127.0.0.1:${postgresPort}/${name}`;
}
