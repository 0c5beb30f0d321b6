import {
  startNats,
  startPostgres,
  type NatsOptions,
  type PostgresOptions,
} from '@orderwire/platform/testing';
import type { Running } from './supervisor.js';

/** A PostgreSQL that a supervisor can start again and again on the same port. */
export async function launchPostgres(options: PostgresOptions): Promise<Running> {
  const server = await startPostgres(options);
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
  const server = await startNats(options);
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

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
