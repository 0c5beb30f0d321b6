import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsumerMessages, DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream';
import { AccessToken, SessionRevoked, SessionRevokedEvent } from '@orderwire/contracts';
import { Backoff } from '../retry/backoff.js';
import { STREAM } from '../events/stream.js';
import type { Logger } from '../log/logger.js';
import { parseMessage } from '../messages/parse.js';
import type { NatsLink } from '../nats/nats-connection.js';

/** Longer than the lifetime of any access token: after that the session id can be dropped. */
const RETENTION_MS = (AccessToken.maxMinutes + 5) * 60_000;

/** How long a start waits for the revocations before it. */
const CATCH_UP_MS = 3_000;

/**
 * The sessions that were revoked while their access tokens are still valid. Every process consumes
 * `session.revoked` with an ephemeral consumer that starts in the past, so that a check costs no
 * request.
 */
export class RevokedSessions {
  private readonly sessions = new Map<string, number>();
  private readonly stopping = new AbortController();
  private messages: ConsumerMessages | undefined;

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
    const caughtUp = new Promise<void>((resolve) => void this.follow(resolve));
    const timeout = new AbortController();
    const { signal } = timeout;
    await Promise.race([caughtUp, sleep(CATCH_UP_MS, undefined, { signal }).catch(() => undefined)]);
    timeout.abort();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.messages?.close();
  }

  private async follow(caughtUp: () => void): Promise<void> {
    const backoff = new Backoff(200, 5_000);
    while (!this.stopping.signal.aborted) {
      try {
        await this.listen(caughtUp, backoff);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        // Without a stream no session was revoked.
        if (error instanceof Error && /stream not found/.test(error.message)) caughtUp();
        else this.log.warn({ err: error }, 'cannot consume session.revoked; retrying');
        await backoff.wait(this.stopping.signal);
      }
    }
  }

  private async listen(caughtUp: () => void, backoff: Backoff): Promise<void> {
    const consumer = await jetstream(this.nats.connection).consumers.get(STREAM, {
      // Not a list: a single subject becomes part of the API subject, which NATS permissions can
      // restrict.
      filter_subjects: SessionRevoked.subject,
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: new Date(Date.now() - RETENTION_MS).toISOString(),
    });
    if ((await consumer.info()).num_pending === 0) caughtUp();
    this.messages = await consumer.consume({
      abort_on_missing_resource: true,
      callback: (message) => {
        this.take(message);
        if (message.info.pending === 0) caughtUp();
      },
    });
    backoff.reset();
    if (this.stopping.signal.aborted) return void (await this.messages.close());
    const reason = await this.messages.closed();
    if (reason) throw reason;
  }

  private take(message: JsMsg): void {
    try {
      const { sessionId, revokedAt } = parseMessage(SessionRevokedEvent, message.json(), 'drop');
      this.sessions.set(sessionId, Date.parse(revokedAt) + RETENTION_MS);
    } catch (error) {
      this.log.error({ err: error, sequence: message.seq }, 'session.revoked cannot be read');
    }
    const now = Date.now();
    for (const [sessionId, until] of this.sessions) {
      if (until > now) break;
      this.sessions.delete(sessionId);
    }
  }
}
