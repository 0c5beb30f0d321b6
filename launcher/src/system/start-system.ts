import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { seedDemo } from '../../../deploy/demo/seed-demo.mjs';
import { silentProgress, type Progress } from '../../bootstrap/progress.mjs';
import { bareEnvironment, isProduction, type Environment } from '../config.js';
import { loadSecrets } from '../secrets.js';
import {
  stripeAccess,
  topology as wholeTopology,
  type ServiceDefinition,
  type SystemContext,
} from '../topology.js';
import { UserError } from '../user-error.js';
import { migrateDatabases } from './databases.js';
import { natsAccountNames } from './nats-accounts.js';
import { environmentOf, makePlan, type ServicePlan } from './plan.js';
import { ProcessRegister } from './process-register.js';
import { rejectOnAbort } from './stop-signal.js';
import { filesIn, type DemoAccounts } from './state-file.js';
import type { Backoff, SupervisorEvent } from './supervisor.js';
import { EmbeddedSystem } from './embedded-system.js';

/** Options of an embedded system. */
export interface SystemOptions {
  /** The folder of all its files: databases, streams, logs, secrets, state. */
  dataDir: string;
  /** `free` (default): any free ports; `default`: the well-known ports where they are free. */
  ports?: 'default' | 'free';
  /** Number of processes by service, and of the nodes of `nats`. Default: 1. */
  replicas?: Record<string, number>;
  progress?: Progress;
  /** The user's settings, which the topology may override. Default: PATH and HOME. */
  environment?: Environment;
  topology?: ServiceDefinition[];
  /** Whether the demo accounts fill an empty catalogue and add tax rates. Default: true, in production never. */
  seed?: boolean;
  /** `false`: faster; a crash of the machine, but not of a process, may destroy the data. Default: true. */
  durable?: boolean;
  /** Folder of another release that is built: its services, migrations, NATS accounts and consumers. */
  release?: string;
  /** Pauses before a crashed process is restarted. Default: 1 s, doubled up to 30 s. */
  backoff?: Backoff;
  /** Called for crashes and recoveries. */
  onEvent?: (event: SupervisorEvent) => void;
  /** Interrupts the start and ends the processes started so far. */
  signal?: AbortSignal;
  /** Ends the processes of an interrupted start immediately. */
  forceStop?: AbortSignal;
}

/** Starts a system. Resolves when every service is ready; after a failure no process is left. */
export async function startSystem(options: SystemOptions): Promise<EmbeddedSystem> {
  const { progress = silentProgress, environment = bareEnvironment(), topology = wholeTopology } = options;
  const dataDir = resolve(options.dataDir);
  const files = filesIn(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // As root, PostgreSQL runs under another account, which has to pass through the folder.
  chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  const register = await ProcessRegister.claim(files.register, (name) =>
    progress.note(`  ending ${name}, left over from a killed launcher`),
  );
  rmSync(files.state, { force: true });
  const roles = topology.flatMap(({ database }) => (database ? [database.role] : []));
  // Also those of this release, to which an earlier one can be upgraded.
  const accounts = [...natsAccountNames(options.release), ...natsAccountNames()];
  const secrets = loadSecrets(files.secrets, roles, accounts);
  const stripe = stripeAccess(environment, secrets);
  const { ports = 'free', replicas = {}, durable = true } = options;
  const plan = await makePlan({
    ...{ topology, stripe, environment, ports, replicas },
    ...(options.release && { root: options.release }),
  });
  for (const { name, preferred, port } of plan.relocated)
    progress.note(`  port ${preferred} is taken: ${name} uses ${port}`);
  if (environment['STRIPE_API_URL'])
    progress.note(`  payments-ms uses the Stripe API at ${environment['STRIPE_API_URL']} (STRIPE_API_URL)`);

  const { onEvent = () => undefined, backoff } = options;
  const settings = {
    dataDir,
    environment,
    plan,
    secrets,
    stripe,
    progress,
    durable,
    onEvent,
    backoff,
    release: options.release,
  };
  const system = new EmbeddedSystem(settings, register);
  options.forceStop?.addEventListener('abort', () => system.forceStop(), { once: true });
  try {
    const aborted = rejectOnAbort(options.signal, 'The start was interrupted.');
    const unlessAborted = <T>(work: Promise<T>) => Promise.race([work, aborted]);
    await unlessAborted(system.servers.start());
    await unlessAborted(migrateDatabases(settings, system.context));
    const accounts = seedAccounts(plan.services, system.context);
    const [, demo] = await unlessAborted(Promise.all([system.services.start(progress), accounts]));
    const gateway = system.context.urls['client-gateway'];
    const { staff, admin } = demo;
    if (gateway && staff && admin && options.seed !== false)
      await unlessAborted(seedDemo(gateway, { staff, admin }));
    system.publish(demo);
    return system;
  } catch (error) {
    progress.close();
    await system.stop();
    throw error;
  }
}

/** Creates missing demo accounts with the services' programs; returns all. None in production. */
async function seedAccounts(services: ServicePlan[], context: SystemContext): Promise<DemoAccounts> {
  const accounts: DemoAccounts = {};
  if (isProduction(context.environment)) return accounts;
  for (const { definition, folder, replicas } of services) {
    const { demoAccounts: program } = definition;
    const [replica] = replicas;
    if (!program || !replica) continue;
    const options = { cwd: folder, env: environmentOf(definition, replica, context) };
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program], options);
      Object.assign(accounts, JSON.parse(stdout));
    } catch (error) {
      const { stderr = '', message } = error as Error & { stderr?: string };
      throw new UserError(`The demo accounts could not be created: ${stderr.trim() || message}`, {
        cause: error,
      });
    }
  }
  return accounts;
}
