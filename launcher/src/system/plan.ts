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
  const postgresPort = await choose('PostgreSQL', serverPorts.postgres);
  const natsPort = await choose('NATS', serverPorts.nats);
  const services: ServicePlan[] = [];
  for (const definition of input.topology.filter((service) => service.wanted?.(input) ?? true)) {
    const { name, folder = name, port } = definition;
    const first = await choose(name, port);
    const replicas: ReplicaPlan[] = [{ label: name, port: first, url: urlOf(first) }];
    for (let number = 2; number <= (input.replicas[name] ?? 1); number++) {
      const { port: further } = await ports.choose();
      replicas.push({ label: `${name}-${number}`, port: further, url: urlOf(further) });
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
    ...(definition.layer === 'outside' ? {} : { NATS_SERVERS: world.natsUrl }),
    ...Object.fromEntries((definition.keys ?? []).map((name) => [name, world.keys[name]])),
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...definition.environment?.(world),
  };
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`;
