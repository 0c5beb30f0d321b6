import { connect, errors, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { tlsRemedy } from '../context/network.js';
import type { Logger } from '../log/logger.js';

/**
 * Operations that NATS denied, by "operation subject". Such errors arrive only on the connection's
 * status iterator. No replies: one that is late, or whose request came over an earlier connection,
 * is denied and says nothing about the rights. Without the right to reply, a probe has no response.
 */
export type NatsDenials = Map<string, string>;

export interface NatsLink {
  /** Throws before the first connection. */
  readonly connection: NatsConnection;
  readonly denials: NatsDenials;
  /** False before the first connection, and while the client reconnects. */
  isConnected(): boolean;
  /** Sends what is buffered and disconnects, for good. */
  close(): Promise<void>;
}

/** A link whose first connection is being made. */
export interface ConnectingNatsLink extends NatsLink {
  /**
   * Resolves with the first connection. Rejects when the server refuses the credentials. Never
   * settles after `close()`.
   */
  readonly connected: Promise<void>;
  /** Resolves when there is no connection after a second, or the first attempt has failed. */
  readonly unavailable: Promise<void>;
}

/** Subjects of replies begin with it. */
const INBOX = '_INBOX';

/** Events and pages have at most half of it; the other half is for headers and everything else. */
const MIN_PAYLOAD_BYTES = 1_048_576;

/** Of one attempt on one server, which may accept connections and say nothing. */
const CONNECT_MS = 5_000;
/** After this time without a connection the service begins without NATS. */
const UNAVAILABLE_MS = 1_000;
const LOG_PAUSE_MS = 5_000;

/** As {@link linkNats}. Resolves with the first connection. */
export async function connectNats(name: string, servers: string[], logger: Logger): Promise<NatsLink> {
  const link = linkNats(name, servers, logger);
  await link.connected;
  return link;
}

/**
 * Connects, waits for a server that is not up yet, and reconnects without limit: the client's
 * default gives up after ten attempts and leaves a process that receives nothing.
 */
export function linkNats(name: string, servers: string[], logger: Logger): ConnectingNatsLink {
  const urls = servers.map((server) => new URL(server));
  const { username, password } = urls[0] ?? new URL('nats://127.0.0.1');
  const options: NodeConnectionOptions = {
    name,
    // An inbox prefix per service, so that NATS permissions keep replies private.
    inboxPrefix: `${INBOX}.${name.replace(/[^\w-]/g, '_')}`,
    servers: urls.map((url) => url.host),
    ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(urls.some((url) => url.protocol === 'tls:') && { tls: {} }),
    maxReconnectAttempts: -1,
    // Two stack traces per request cost 5 % of a busy process.
    noAsyncTraces: true,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    timeout: CONNECT_MS,
    pingInterval: 10_000,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
  };
  return new LazyLink(options, logger);
}

class LazyLink implements ConnectingNatsLink {
  readonly denials: NatsDenials = new Map();
  readonly connected: Promise<void>;
  readonly unavailable: Promise<void>;
  private made: NatsConnection | undefined;
  private readonly state = { connected: false };
  private readonly closing = new AbortController();

  constructor(options: NodeConnectionOptions, logger: Logger) {
    let onWait: () => void = () => undefined;
    this.unavailable = new Promise((resolve) => (onWait = resolve));
    setTimeout(onWait, UNAVAILABLE_MS).unref();
    this.connected = this.connect(options, logger, onWait);
    // The callers that await it handle its rejection.
    this.connected.catch(() => undefined);
  }

  get connection(): NatsConnection {
    if (!this.made) throw new Error('NATS is not connected yet');
    return this.made;
  }

  isConnected(): boolean {
    return this.state.connected && !this.connection.isClosed();
  }

  async close(): Promise<void> {
    this.closing.abort();
    if (this.made && !this.made.isClosed()) await this.made.drain().catch(() => undefined);
  }

  private async connect(options: NodeConnectionOptions, logger: Logger, onWait: () => void): Promise<void> {
    const { signal } = this.closing;
    const connection = await connectWhenUp(options, logger, onWait, signal);
    if (!connection || signal.aborted) {
      await connection?.close();
      return new Promise(() => undefined);
    }
    const { max_payload: maxBytes = MIN_PAYLOAD_BYTES } = connection.info ?? {};
    if (maxBytes < MIN_PAYLOAD_BYTES)
      logger.warn(
        { maxBytes, needed: MIN_PAYLOAD_BYTES },
        'NATS accepts small messages only: set max_payload to 1MB or more, or large events and pages fail',
      );
    this.made = connection;
    this.state.connected = true;
    void watch(connection, this.denials, this.state, logger);
  }
}

async function connectWhenUp(
  options: NodeConnectionOptions,
  logger: Logger,
  onWait: () => void,
  signal: AbortSignal,
): Promise<NatsConnection | undefined> {
  let loggedAt = -Infinity;
  while (!signal.aborted) {
    try {
      return await connect(options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof errors.AuthorizationError || /authorization violation/i.test(reason))
        throw new Error(
          `NATS refuses ${options.user ?? 'the connection'}: check the name and password in NATS_SERVERS`,
          {
            cause: error,
          },
        );
      const remedy = tlsRemedy(error, String(options.servers));
      if (remedy) throw new Error(`NATS cannot be reached over TLS (${reason}): ${remedy}`, { cause: error });
      if (performance.now() - loggedAt >= LOG_PAUSE_MS) {
        logger.warn({ servers: options.servers, reason }, 'waiting for NATS');
        loggedAt = performance.now();
      }
      onWait();
      await sleep(250, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
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
      const denied =
        'operation' in error && 'subject' in error && `${String(error.operation)} ${String(error.subject)}`;
      if (denied && !denied.startsWith(`publish ${INBOX}.`)) denials.set(denied, error.message);
      logger.error({ err: error }, 'NATS reports an error');
    }
    if (status.type === 'disconnect') {
      state.connected = false;
      logger.warn('disconnected from NATS');
    }
    if (status.type === 'reconnect') {
      state.connected = true;
      denials.clear();
      logger.info('reconnected to NATS');
    }
  }
}
