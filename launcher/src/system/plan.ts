import { resolve } from 'node:path';
import { inheritable, type Environment } from '../config.js';
import { PortAllocator } from '../ports.js';
import { repositoryRoot } from '../repository.js';
import { keysBy, type KeyName, type Secrets } from '../secrets.js';
import { natsUrlOf } from './nats-accounts.js';
import {
  type CarrierAccess,
  serverPorts,
  type ServiceDefinition,
  type StripeAccess,
  type SystemContext,
  usesCarrierSandbox,
} from '../topology.js';

/** One planned process. */
export interface ReplicaPlan {
  /** Its name in the output and in file names. */
  label: string;
  url: string;
  port: number;
  /** More ports, by the variable in which the process receives them. */
  otherPorts?: Record<string, number>;
  /** Undefined when METRICS_PORT is not set. */
  metricsPort?: number;
}

/** One planned service with all its replicas. */
export interface ServicePlan {
  definition: ServiceDefinition;
  folder: string;
  replicas: ReplicaPlan[];
}

/** All decisions made before the first process starts. */
export interface SystemPlan {
  services: ServicePlan[];
  postgresPort: number;
  /** Of the NATS servers: one, or the nodes of a cluster. */
  natsPorts: number[];
  /** Processes whose preferred port is taken. */
  relocated: { name: string; preferred: number; port: number }[];
}

/** What the plan depends on. */
interface PlanInput {
  topology: ServiceDefinition[];
  stripe: StripeAccess;
  environment: Environment;
  /** `default`: the well-known ports where they are free; `free`: any free ports. */
  ports: 'default' | 'free';
  /** Number of processes by service, and of NATS nodes. Default: 1. */
  replicas: Record<string, number>;
  /** Folder with the services. */
  root?: string;
}

/** Selects the services and their ports. */
export async function makePlan(input: PlanInput): Promise<SystemPlan> {
  const { environment } = input;
  const allocator = new PortAllocator();
  const relocated: SystemPlan['relocated'] = [];
  const allocate = (preferred?: number) => allocator.allocate(input.ports === 'free' ? undefined : preferred);
  const allocateFor = async (name: string, setting: { preferred: number; variable: string }) => {
    const preferred = Number(environment[setting.variable] ?? setting.preferred);
    const port = await allocate(preferred);
    if (input.ports === 'default' && preferred && port !== preferred)
      relocated.push({ name, preferred, port });
    return port;
  };
  const allocateOthers = async ({ name, otherPorts = {} }: ServiceDefinition) => {
    const ports: Record<string, number> = {};
    for (const [variable, setting] of Object.entries(otherPorts))
      ports[variable] = await allocateFor(`${name} (${variable})`, setting);
    return ports;
  };
  // The first process gets METRICS_PORT itself, the others get the next free ports.
  const metricsPort = async () =>
    environment['METRICS_PORT'] ? allocate(Number(environment['METRICS_PORT'])) : undefined;

  const postgresPort = await allocateFor('PostgreSQL', serverPorts.postgres);
  const natsPorts = [await allocateFor('NATS', serverPorts.nats)];
  while (natsPorts.length < (input.replicas['nats'] ?? 1)) natsPorts.push(await allocator.allocate());
  const services: ServicePlan[] = [];
  for (const definition of input.topology.filter((service) => service.enabled?.(input) ?? true)) {
    const { name, folder = name, port, layer } = definition;
    const replica = async (label: string, own: number): Promise<ReplicaPlan> => ({
      ...{ label, port: own, url: `http://127.0.0.1:${own}` },
      metricsPort: layer === 'external' ? undefined : await metricsPort(),
    });
    const first = await replica(name, await allocateFor(name, port));
    const replicas: ReplicaPlan[] = [{ ...first, otherPorts: await allocateOthers(definition) }];
    for (let number = 2; number <= (input.replicas[name] ?? 1); number++)
      replicas.push(await replica(`${name}-${number}`, await allocator.allocate()));
    services.push({ definition, folder: resolve(input.root ?? repositoryRoot, folder), replicas });
  }
  return { services, postgresPort, natsPorts, relocated };
}

/** The environment of one replica. Values of the topology take precedence over the user's. */
export function environmentOf(
  definition: ServiceDefinition,
  replica: ReplicaPlan,
  context: SystemContext,
): Environment {
  const databaseUrl = context.databaseUrls[definition.name];
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    ...inheritable(context.environment),
    HOST: '127.0.0.1',
    PORT: String(replica.port),
    ...Object.fromEntries(
      Object.entries(replica.otherPorts ?? {}).map(([name, port]) => [name, String(port)]),
    ),
    ...(replica.metricsPort && { METRICS_PORT: String(replica.metricsPort) }),
    ...(definition.layer !== 'external' && { NATS_SERVERS: context.natsUrls[definition.name] }),
    ...Object.fromEntries((definition.keys ?? []).map((name) => [name, context.keys[name]])),
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...definition.environment?.(context),
  };
}

/** The values from which the environments of the services are built. */
export function systemContext(
  plan: SystemPlan,
  secrets: Secrets,
  stripe: StripeAccess,
  { dataDir, environment }: { dataDir: string; environment: Environment },
): SystemContext {
  const urls: Record<string, string> = {};
  const databaseUrls: Record<string, string> = {};
  const natsUrls: Record<string, string> = {};
  for (const { definition, replicas } of plan.services) {
    const { name, database } = definition;
    urls[name] = replicas[0]?.url ?? '';
    natsUrls[name] = natsUrlOf(name, plan.natsPorts, secrets);
    if (!database) continue;
    const account = `${database.role}:${secrets.databases[database.role]}`;
    databaseUrls[name] = `postgresql://${account}@127.0.0.1:${plan.postgresPort}/${database.name}`;
  }
  const keys = effectiveKeys(secrets, environment);
  const smtpUrl = smtpUrlOf(plan, environment);
  const carrier = carrierAccess(urls, secrets, environment);
  return { urls, natsUrls, databaseUrls, stripe, smtpUrl, carrier, keys, dataDir, environment };
}

/** The user's mail server, or the mailbox of this system. */
function smtpUrlOf({ services }: SystemPlan, environment: Environment): string | undefined {
  const mailbox = services.find(({ definition }) => definition.name === 'mailbox');
  const port = mailbox?.replicas[0]?.otherPorts?.['SMTP_PORT'];
  return environment['SMTP_URL'] ?? (port === undefined ? undefined : `smtp://127.0.0.1:${port}`);
}

/** The user's carrier, or the sandbox of this system. */
export const carrierAccess = (
  urls: Record<string, string>,
  secrets: Secrets,
  environment: Environment,
): CarrierAccess =>
  usesCarrierSandbox(environment)
    ? { url: `${urls['carrier-sandbox']}/v2`, ...secrets.carrier }
    : {
        url: environment['CARRIER_API_URL'],
        key: environment['CARRIER_API_KEY'],
        webhookSecret: environment['CARRIER_WEBHOOK_SECRET'],
      };

/** Keys that the user set take precedence over the generated ones. */
export const effectiveKeys = ({ keys }: Secrets, environment: Environment): Record<KeyName, string> =>
  keysBy((name) => environment[name] ?? keys[name]);

/** URL of the database `postgres` for the superuser. */
export function adminUrl({ postgresPort }: SystemPlan, { postgres }: Secrets): string {
  return `postgresql://postgres:${postgres}@127.0.0.1:${postgresPort}/postgres`;
}
