import { startNats, startPostgres, type NatsOptions, type PostgresOptions } from '@orderwire/test-kit';
import { UserError } from '../user-error.js';
import type { Running } from './supervisor.js';

/** A PostgreSQL that a supervisor can start again and again on the same port. */
export async function launchPostgres(options: PostgresOptions): Promise<Running> {
  const server = await startPostgres(options).catch(forUser);
  const { pid, ended } = server;
  return {
    pid,
    ended,
    stop: () => server.stop(),
    ready: async () => undefined,
    signal: (name) => send(pid, name),
  };
}

/** A NATS server that a supervisor can start again and again on the same port. */
export async function launchNats(
  options: NatsOptions,
  onStarted: (monitorUrl: string) => void,
): Promise<Running> {
  const server = await startNats(options).catch(forUser);
  const { pid, ended } = server;
  onStarted(server.monitorUrl);
  return {
    pid,
    ended,
    stop: () => server.stop(),
    ready: async () => undefined,
    signal: (name) => send(pid, name),
  };
}

/** Why a server does not start is in its own words: a full disk, a port, a password of other data. */
function forUser(error: Error): never {
  throw new UserError(error.message, { cause: error });
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
