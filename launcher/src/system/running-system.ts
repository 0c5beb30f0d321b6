import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Environment, readEnvironment } from '../config.js';
import { defaultDataDir, repositoryRoot } from '../repository.js';
import { readSecrets, type Secrets } from '../secrets.js';
import { stripeAccess, topology } from '../topology.js';
import { UserError } from '../user-error.js';
import { natsUrlOf } from './nats-accounts.js';
import { carrierAccess, effectiveKeys, environmentOf } from './plan.js';
import { ownerOf } from './process-register.js';
import { filesIn, readState, type SystemState } from './state-file.js';

/** A system whose launcher is alive. */
export interface RunningSystem {
  state: SystemState;
  secrets: Secrets;
}

/** The system that runs in a data folder. Throws a UserError when none does. */
export function runningSystem(dataDir = defaultDataDir): RunningSystem {
  const files = filesIn(dataDir);
  const state = readState(dataDir);
  const secrets = readSecrets(files.secrets);
  if (state && secrets && ownerOf(files.register)) return { state, secrets };
  throw new UserError(
    'Nothing is running. Start the system with "npm start" in another terminal, then try again.',
  );
}

/** The environment of a service of a running system, for a program that runs beside it. */
export function environmentOfService(
  service: string,
  { state, secrets, dataDir, environment }: RunningSystem & { dataDir: string; environment: Environment },
): Environment {
  const definition = topology.find(({ name }) => name === service);
  const running = state.services[service];
  if (!definition || !running) throw new UserError(`The running system has no ${service}.`);
  const stripe = stripeAccess(environment, secrets);
  if (stripe.mode !== state.stripe)
    throw new UserError(
      `The running system uses the ${state.stripe} Stripe, and .env selects ${stripe.mode}. Restart it first.`,
    );
  const { url, databaseUrl } = running;
  const natsPorts = state.urls.nats.split(',').map((one) => Number(new URL(one).port));
  const urls = Object.fromEntries(Object.entries(state.services).map(([name, one]) => [name, one.url]));
  const replica = { label: service, url, port: Number(new URL(url).port) };
  return environmentOf(definition, replica, {
    urls,
    carrier: carrierAccess(urls, secrets, environment),
    natsUrls: { [service]: natsUrlOf(service, natsPorts, secrets) },
    databaseUrls: databaseUrl ? { [service]: databaseUrl } : {},
    keys: effectiveKeys(secrets, environment),
    smtpUrl: state.urls.smtp,
    ...{ stripe, dataDir, environment },
  });
}

/** Runs a built program of a service beside the running system. Resolves with its exit code. */
export async function runProgram(service: string, file: string, args: readonly string[]): Promise<number> {
  const env = environmentOfService(service, {
    ...runningSystem(),
    dataDir: defaultDataDir,
    environment: readEnvironment(repositoryRoot),
  });
  const program = join(repositoryRoot, service, 'dist', file);
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
