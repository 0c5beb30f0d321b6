import type { Progress } from '../../bootstrap/progress.mjs';
import type { Environment } from '../config.js';
import type { Secrets } from '../secrets.js';
import { UserError } from '../user-error.js';
import type { SystemPlan } from './plan.js';
import { kill } from './process-register.js';
import type { RunningProcess } from './supervisor.js';

/** What PostgreSQL and NATS need to start. */
export interface ServerSettings {
  dataDir: string;
  plan: SystemPlan;
  secrets: Secrets;
  /** The user's settings. */
  environment: Environment;
  progress: Progress;
  durable: boolean;
  /** Folder of another release that is built. */
  release: string | undefined;
}

/** A server that has started is ready. */
export function asProcess(server: Pick<RunningProcess, 'pid' | 'ended' | 'stop'>): RunningProcess {
  const { pid, ended } = server;
  const signal = (name: NodeJS.Signals) => void kill(pid, name);
  return { pid, ended, stop: () => server.stop(), ready: async () => undefined, signal };
}

/** The message names the cause, such as a full disk, a port in use or another password. */
export function toUserError(error: Error): never {
  // A restart shows the first line only.
  const full = /no space left on device/i.test(error.message);
  const message = full ? error.message.replace(/$/m, ': the disk is full; free some space') : error.message;
  throw new UserError(message, { cause: error });
}
