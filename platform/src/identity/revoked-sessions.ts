import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import type { Subscription } from '@nats-io/transport-node';
import { SessionRevokedEvent } from '@orderwire/contracts';
import { Backoff } from '../retry/backoff.js';
import type { Logger } from '../log/logger.js';
import { parseMessage } from '../messages/parse.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { ENDED_SESSIONS, ENDED_SESSIONS_MS } from '../nats/streams.js';

/** How long a start waits for the revocations before it. */
const CATCH_UP_MS = 3_000;

/**
 * Revocations are read a second time so much later: the stream stores one a moment after NATS has
 * delivered it to its subscribers.
 */
const SECOND_READ_MS = 2_000;

/** Revocations in one read of the stream. */
const BATCH = 1_000;

/**
 * The sessions that were revoked while their access tokens are still valid. Every process subscribes
 * to the revocations, and reads those that it missed from the stream, at its start and after each
 * disconnection. A check costs no request.
 */
export class RevokedSessions {
  private readonly sessions = new Map<string, number>();
  private readonly stopping = new AbortController();
  private subscription: Subscription | undefined;
  private reading: AbortController | undefined;

  constructor(
    private readonly nats: NatsLink,
    private readonly log: Logger,
  ) {}

  has(sessionId: string): boolean {
    return this.sessions.has(sessionId);
  }

  /**
   * Resolves when all earlier revocations are known, or after three seconds; the rest then follows
   * in the background.
   */
  async start(): Promise<void> {
    this.subscription = this.nats.connection.subscribe(ENDED_SESSIONS.subject, {
      callback: (error, message) => {
        if (!error) this.take(() => message.json());
      },
    });
    const caughtUp = new Promise<void>((resolve) => void this.catchUp(resolve));
    void this.catchUpAfterReconnect();
    const timeout = new AbortController();
    const { signal } = timeout;
    await Promise.race([caughtUp, sleep(CATCH_UP_MS, undefined, { signal }).catch(() => undefined)]);
    timeout.abort();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.reading?.abort();
    this.subscription?.unsubscribe();
  }

  private async catchUpAfterReconnect(): Promise<void> {
    for await (const { type } of this.nats.connection.status())
      if (type === 'reconnect' && !this.stopping.signal.aborted) void this.catchUp(() => undefined);
  }

  /** Reads all recent revocations, however often that fails, and once more a moment later. */
  private async catchUp(caughtUp: () => void): Promise<void> {
    this.reading?.abort();
    const { signal } = (this.reading = new AbortController());
    const backoff = new Backoff(200, 5_000);
    for (let reads = 0; reads < 2 && !signal.aborted;) {
      try {
        // The subscription is in place when the server has answered.
        await this.nats.connection.flush();
        await this.read(signal);
        caughtUp();
        if (++reads < 2) await sleep(SECOND_READ_MS, undefined, { signal, ref: false });
      } catch (error) {
        if (signal.aborted) return;
        // A new stream has no revocations yet: auth-ms publishes those of a lost one again.
        if (isMissing(error)) caughtUp();
        else this.log.warn({ err: error }, 'cannot read the revoked sessions; retrying');
        await backoff.wait(signal);
      }
    }
  }

  private async read(signal: AbortSignal): Promise<void> {
    const { direct } = await jetstreamManager(this.nats.connection, { checkAPI: false });
    const readBatch = (start: { start_time: Date } | { seq: number }) =>
      new Promise<number | undefined>((resolve, reject) => {
        let last: number | undefined;
        const callback = (done: { err?: Error } | null, message: StoredMsg) => {
          if (done) return done.err && !isEnd(done.err) ? reject(done.err) : resolve(last);
          this.take(() => message.json());
          last = message.seq;
        };
        const all = { next_by_subj: ENDED_SESSIONS.subject, batch: BATCH, callback };
        direct.getBatch(ENDED_SESSIONS.stream, { ...all, ...start }).catch(reject);
      });
    let last = await readBatch({ start_time: new Date(Date.now() - ENDED_SESSIONS_MS) });
    while (last !== undefined && !signal.aborted) last = await readBatch({ seq: last + 1 });
  }

  private take(body: () => unknown): void {
    try {
      const { sessionId, revokedAt } = parseMessage(SessionRevokedEvent, body(), 'drop');
      this.sessions.set(sessionId, Date.parse(revokedAt) + ENDED_SESSIONS_MS);
    } catch (error) {
      this.log.error({ err: error }, 'session.revoked cannot be read');
    }
    const now = Date.now();
    for (const [sessionId, until] of this.sessions) {
      if (until > now) break;
      this.sessions.delete(sessionId);
    }
  }
}

const statusOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** The stream has no message from there on. */
const isEnd = (error: Error): boolean => statusOf(error) === 404;

/** Nothing answers for a stream that does not exist. */
const isMissing = (error: unknown): boolean => statusOf(error) === 503;
