import { isAbsolute, join } from 'node:path';
import { inheritable, type Environment } from '../config.js';
import { Ports, type ChosenPort } from '../ports.js';
import { repositoryRoot } from '../repository.js';
import { serverPorts, type ServiceDefinition, type StripeAccess, type World } from '../topology.js';

/** One process to be: its port, and its name on the screen and in the logs. */
export interface ReplicaPlan {
  label: string;
  url: string;
  port: number;
  /** Where it shows its metrics; none unless the user asked for them. */
  metricsPort?: number;
}

/** One service to be, with all its replicas. */
export interface ServicePlan {
  definition: ServiceDefinition;
  folder: string;
  replicas: ReplicaPlan[];
}

/** Everything that is decided before the first process starts. */
export interface SystemPlan {
  services: ServicePlan[];
  postgresPort: number;
  natsPort: number;
  /** Who did not get the port that was wished for. */
  moved: { name: string; wished: number; port: number }[];
}

/** What the plan depends on. */
export interface PlanInput {
  topology: ServiceDefinition[];
  stripe: StripeAccess;
  environment: Environment;
  /** `default` keeps to the well-known ports as far as they are free; `free` takes any. */
  ports: 'default' | 'free';
  /** Number of processes by service; one unless told. */
  replicas: Record<string, number>;
}

/** Chooses who runs and on which ports. */
export async function makePlan(input: PlanInput): Promise<SystemPlan> {
  const ports = new Ports();
  const moved: SystemPlan['moved'] = [];
  const choose = async (name: string, { preferred, variable }: { preferred: number; variable: string }) => {
    const chosen: ChosenPort = await ports.choose(
      input.ports === 'free' ? undefined : Number(input.environment[variable] ?? preferred),
    );
    if (chosen.wished) moved.push({ name, wished: chosen.wished, port: chosen.port });
    return chosen.port;
  };
  // They cannot all have METRICS_PORT: the first gets it, the others get the next free ones.
  const chooseForMetrics = async () => {
    const { METRICS_PORT } = input.environment;
    if (!METRICS_PORT) return undefined;
    return (await ports.choose(input.ports === 'free' ? undefined : Number(METRICS_PORT))).port;
  };
  const postgresPort = await choose('PostgreSQL', serverPorts.postgres);
  const natsPort = await choose('NATS', serverPorts.nats);
  const services: ServicePlan[] = [];
  for (const definition of input.topology.filter((service) => service.wanted?.(input) ?? true)) {
    const { name, folder = name, port, layer } = definition;
    const plan = async (label: string, own: number): Promise<ReplicaPlan> => {
      const metricsPort = layer === 'outside' ? undefined : await chooseForMetrics();
      return { label, port: own, url: urlOf(own), ...(metricsPort && { metricsPort }) };
    };
    const replicas = [await plan(name, await choose(name, port))];
    for (let number = 2; number <= (input.replicas[name] ?? 1); number++) {
      replicas.push(await plan(`${name}-${number}`, (await ports.choose()).port));
    }
    services.push({
      definition,
      folder: isAbsolute(folder) ? folder : join(repositoryRoot, folder),
      replicas,
    });
  }
  return { services, postgresPort, natsPort, moved };
}

/** The environment of one replica: what the user set, then what the topology says, which wins. */
export function environmentOf({ definition }: ServicePlan, replica: ReplicaPlan, world: World): Environment {
  const databaseUrl = world.databaseUrls[definition.name];
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    ...inheritable(world.environment),
    HOST: '127.0.0.1',
    PORT: String(replica.port),
    ...(replica.metricsPort && { METRICS_PORT: String(replica.metricsPort) }),
    ...(definition.layer === 'outside' ? {} : { NATS_SERVERS: world.natsUrl }),
    ...Object.fromEntries((definition.keys ?? []).map((name) => [name, world.keys[name]])),
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...definition.environment?.(world),
  };
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`;
