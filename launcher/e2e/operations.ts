import { reconcile } from '../src/chaos/reconciler.js';
import type { System } from '../src/system/start-system.js';
import type { SystemState } from '../src/system/state-file.js';
import { until } from './http.js';

/** What tests do to the processes of a system, wherever they run. Services by their names; `postgres` and `nats` too. */
export interface Operations {
  /** Sends a signal, SIGKILL unless told. What ends of it is started again. */
  kill(name: string, signal?: NodeJS.Signals): Promise<void>;
  /** Ends a service gracefully; it stays down until `start`. */
  stop(name: string): Promise<void>;
  /** Starts what `stop` ended; resolves when it is ready. */
  start(name: string): Promise<void>;
  /** Where the tests' requests come from, as the gateway sees it. */
  ownAddress(): Promise<string>;
  /** Resolves when every replica of every service says that it is ready. */
  everybodyIsReady(): Promise<void>;
  /** Runs payments-ms's reconciliation by command, beside it. Gives its exit code. */
  reconcile(): Promise<number>;
}

/** What the processes of a system can be told to. */
export type Controls = Pick<Operations, 'kill' | 'stop' | 'start'>;

/** Of a system that this test file brought up. */
export const ownControls = (system: () => System): Controls => ({
  kill: async (name, signal) => system().kill(name, signal),
  stop: (name) => system().stopService(name),
  start: (name) => system().start(name),
});

/** Of a system that runs as processes of this machine and keeps everything in `dataDir`. */
export const operationsOf = (
  controls: Controls,
  state: () => SystemState,
  dataDir: () => string,
): Operations => ({
  ...controls,
  ownAddress: async () => '127.0.0.1',
  reconcile: async () => (await reconcile(dataDir())).code,
  everybodyIsReady: async () => {
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
