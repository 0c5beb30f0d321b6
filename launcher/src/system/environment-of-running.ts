import type { Environment } from '../config.js';
import type { KeyName, Secrets } from '../secrets.js';
import { stripeAccess, topology } from '../topology.js';
import { UserError } from '../user-error.js';
import { environmentOf } from './plan.js';
import type { SystemState } from './state-file.js';

/** What is known of a running system from outside. */
export interface Running {
  state: SystemState;
  secrets: Secrets;
  dataDir: string;
  /** What the user set. */
  environment: Environment;
}

/** The environment that a service of a running system has, for a program that does something beside it. */
export function environmentOfRunning(
  service: string,
  { state, secrets, dataDir, environment }: Running,
): Environment {
  const definition = topology.find(({ name }) => name === service);
  const running = state.services[service];
  if (!definition || !running) throw new UserError(`The running system has no ${service}.`);
  const stripe = stripeAccess(environment, secrets);
  if (stripe.mode !== state.stripe)
    throw new UserError(
      `The system runs with the ${state.stripe} Stripe, and .env says ${stripe.mode}: start it again first.`,
    );
  const keys = Object.fromEntries(
    Object.entries(secrets.keys).map(([name, made]) => [name, environment[name] ?? made]),
  ) as Record<KeyName, string>;
  const { url, databaseUrl } = running;
  const replica = { label: service, url, port: Number(new URL(url).port) };
  const world = {
    urls: Object.fromEntries(Object.entries(state.services).map(([name, one]) => [name, one.url])),
    natsUrl: state.urls.nats,
    databaseUrls: databaseUrl ? { [service]: databaseUrl } : {},
    ...{ stripe, keys, dataDir, environment },
  };
  return environmentOf({ definition, folder: '', replicas: [replica] }, replica, world);
}
