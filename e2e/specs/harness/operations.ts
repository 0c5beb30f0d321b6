import type { System, SystemState } from '@orderwire/launcher/system';
import { runReconciliation } from '../../src/chaos/reconciliation.js';
import { until } from './until.js';

/**
 * Control over the processes of a system, by the names of services; `postgres` and `nats` are names
 * too.
 */
export interface ProcessControl {
  /** Sends a signal (default: SIGKILL). A process that ends is restarted. */
  kill(name: string, signal?: NodeJS.Signals): Promise<void>;
  /** Stops a service gracefully; it stays down until `start`. */
  stop(name: string): Promise<void>;
  /** Resolves when the service is ready. */
  start(name: string): Promise<void>;
}

/** Operations on a system, embedded or composed. */
export interface Operations extends ProcessControl {
  /** The address of the tests as the gateway sees it. */
  ownAddress(): Promise<string>;
  /** Resolves when every replica of every service is ready. */
  allReady(): Promise<void>;
  /** Runs the reconciliation command of payments-ms. Resolves with its exit code. */
  reconcile(): Promise<number>;
}

/** Control over a system that the spec itself has started. */
export const controlOf = (system: () => System): ProcessControl => ({
  kill: async (name, signal) => system().kill(name, signal),
  stop: (name) => system().stopService(name),
  start: (name) => system().start(name),
});

/** Operations on an embedded system with this data folder. */
export const operationsOf = (
  control: ProcessControl,
  state: () => SystemState,
  dataDir: () => string,
): Operations => ({
  ...control,
  ownAddress: async () => '127.0.0.1',
  reconcile: async () => (await runReconciliation(dataDir())).exitCode,
  allReady: async () => {
    const urls = Object.values(state().services).flatMap(({ replicas }) => replicas.map(({ url }) => url));
    await until(
      async () => (await Promise.all(urls.map(async (url) => ((await isReady(url)) ? [] : [url])))).flat(),
      (waiting) => waiting.length === 0,
    );
  },
});

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
