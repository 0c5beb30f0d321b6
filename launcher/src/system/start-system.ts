import { resolve } from 'node:path';
import type { Progress } from '../../bootstrap/progress.mjs';
import { bareEnvironment, type Environment } from '../config.js';
import { seedCatalogue } from '../seeds/seed-catalogue.js';
import { givenUp } from './given-up.js';
import { topology as wholeTopology, type ServiceDefinition } from '../topology.js';
import type { SystemState } from './state-file.js';
import type { Backoff, SupervisorEvent } from './supervisor.js';
import { SystemRunner } from './system.js';

/** How a system is to be brought up. */
export interface SystemOptions {
  /** Everything it keeps lies here: databases, streams, logs, secrets, state. */
  dataDir: string;
  /** `free` (the default) takes any ports, `default` the well-known ones as far as they are free. */
  ports?: 'default' | 'free';
  /** Number of processes by service; one unless told. */
  replicas?: Record<string, number>;
  progress?: Progress;
  /** What the user set. Services inherit it as far as the topology does not say otherwise. Default: PATH and HOME. */
  environment?: Environment;
  topology?: ServiceDefinition[];
  /** Put a few products into an empty catalogue (default true), in the name of the demo staff: never in production. */
  seed?: boolean;
  /** false: faster, and a crash of the machine may destroy the data (default true). */
  durable?: boolean;
  /** Waits before a crashed process is started again. Default: 1 s, doubling up to 30 s. */
  backoff?: Backoff;
  /** Crashes and recoveries. */
  onEvent?: (event: SupervisorEvent) => void;
  /** Gives the start up and ends what has been started. */
  signal?: AbortSignal;
  /** Makes the end of a start that was given up come at once. */
  hurry?: AbortSignal;
}

/** A running system. Services are named as in the topology; `postgres` and `nats` are names too. */
export interface System {
  /** Where everything is, at this moment. */
  readonly state: SystemState;
  /** Ends everything in the order that loses nothing, for good. */
  stop(): Promise<void>;
  /** Makes a stop under way end at once. */
  hurry(): void;
  /** Sends a signal (SIGKILL unless told) to one replica (the first is 0). What ends of it is started again. */
  kill(name: string, signal?: NodeJS.Signals, replica?: number): void;
  /** Ends all replicas of a service with SIGTERM; they stay down until `start`. */
  stopService(name: string): Promise<void>;
  /** Starts what `stopService` ended; resolves when it is ready. */
  start(name: string): Promise<void>;
  /** Ids and base URLs of a service's processes; the id is undefined while one is down. */
  replicasOf(name: string): { pid: number | undefined; url: string; logFile: string }[];
}

const silent: Progress = {
  step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
  note: () => undefined,
  close: () => undefined,
};

/** Brings the system up; resolves when every service can do its work. When anything fails, all is ended again. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const runner = await SystemRunner.prepare({
    dataDir: resolve(options.dataDir),
    ports: options.ports ?? 'free',
    replicas: options.replicas ?? {},
    progress: options.progress ?? silent,
    environment: options.environment ?? bareEnvironment(),
    topology: options.topology ?? wholeTopology,
    durable: options.durable ?? true,
    backoff: options.backoff,
    onEvent: options.onEvent ?? (() => undefined),
  });
  options.hurry?.addEventListener('abort', () => runner.hurry(), { once: true });
  try {
    const given = givenUp(options.signal, 'The start was interrupted.');
    await Promise.race([runner.startServers(), given]);
    await Promise.race([runner.prepareData(), given]);
    await Promise.race([Promise.all([runner.startServices(), runner.seedAccounts()]), given]);
    const { urls, demo } = runner.current;
    if (urls.gateway && demo['staff'] && options.seed !== false) {
      await Promise.race([seedCatalogue(urls.gateway, demo['staff'], options.progress ?? silent), given]);
    }
    runner.publish();
  } catch (error) {
    options.progress?.close();
    await runner.stop();
    throw error;
  }
  let over = false;
  return {
    get state() {
      return runner.current;
    },
    stop: () => {
      over = true;
      return runner.stop();
    },
    hurry: () => runner.hurry(),
    kill: (name, signal = 'SIGKILL', replica = 0) => {
      if (!runner.supervisorsOf(name)[replica]?.signal(signal)) throw new Error(`${name} is not running.`);
    },
    stopService: async (name) => {
      await Promise.all(runner.supervisorsOf(name).map((supervisor) => supervisor.stop()));
      runner.refresh();
    },
    start: async (name) => {
      if (over) throw new Error(`${name} cannot be started: the system has been stopped.`);
      await Promise.all(runner.supervisorsOf(name).map((supervisor) => supervisor.start()));
      runner.refresh();
    },
    replicasOf: (name) =>
      runner.replicasOf(name).map(({ supervisor, url, logFile }) => ({ pid: supervisor.pid, url, logFile })),
  };
}
