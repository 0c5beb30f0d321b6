import { connect, errors, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log/logger.js';

/** What NATS forbade us, by "operation subject": such errors arrive on the connection and nowhere else. */
export type NatsDenials = Map<string, string>;

export interface NatsLink {
  readonly connection: NatsConnection;
  readonly denials: NatsDenials;
  /** false while the connection is being made again. */
  isConnected(): boolean;
}

/**
 * Connects and stays connected: waits for a server that is not up yet, and reconnects for ever
 * (the client's default gives up after ten tries and leaves a process that lives on deaf). Throws at once when the server
 * refuses our name or password: waiting would not change that.
 */
export async function connectNats(name: string, servers: string[], logger: Logger): Promise<NatsLink> {
  const urls = servers.map((server) => new URL(server));
  const { username, password } = urls[0] ?? new URL('nats://127.0.0.1');
  const options: NodeConnectionOptions = {
    name,
    // An inbox of one's own: NATS can then keep replies from everybody else's ears.
    inboxPrefix: `_INBOX.${name.replace(/[^\w-]/g, '_')}`,
    servers: urls.map((url) => url.host),
    ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(urls.some((url) => url.protocol === 'tls:') && { tls: {} }),
    maxReconnectAttempts: -1,
    // Two stack traces per request cost 5 % of a busy process.
    noAsyncTraces: true,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 10_000,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
  };
  const connection = await connectWhenUp(options, logger);
  const denials: NatsDenials = new Map();
  const state = { connected: true };
  void watch(connection, denials, state, logger);
  return { connection, denials, isConnected: () => state.connected && !connection.isClosed() };
}

async function connectWhenUp(options: NodeConnectionOptions, logger: Logger): Promise<NatsConnection> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await connect(options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof errors.AuthorizationError || /authorization violation/i.test(reason))
        throw new Error(
          `NATS refuses ${options.user ?? 'us'}: look at the name and password in NATS_SERVERS`,
          {
            cause: error,
          },
        );
      // At once, and then every five seconds.
      if (attempt % 20 === 0) logger.warn({ servers: options.servers, reason }, 'waiting for NATS');
      await sleep(250);
    }
  }
}

async function watch(
  connection: NatsConnection,
  denials: NatsDenials,
  state: { connected: boolean },
  logger: Logger,
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'error') {
      const { error } = status;
      if ('operation' in error && 'subject' in error)
        denials.set(`${String(error.operation)} ${String(error.subject)}`, error.message);
      logger.error({ err: error }, 'NATS reports an error');
    }
    if (status.type === 'disconnect') {
      state.connected = false;
      logger.warn('disconnected from NATS');
    }
    if (status.type === 'reconnect') {
      state.connected = true;
      denials.clear();
      logger.info('connected to NATS again');
    }
  }
}
