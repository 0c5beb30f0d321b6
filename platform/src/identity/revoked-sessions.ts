import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsumerMessages, DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream';
import { AccessToken, SessionRevoked, SessionRevokedEvent } from '@orderwire/contracts';
import { Backoff } from '../database/backoff.js';
import { STREAM } from '../events/stream.js';
import type { Logger } from '../log/logger.js';
import { parseMessage } from '../messages/parse.js';
import type { NatsLink } from '../nats/nats-connection.js';

/** Longer than any access token lives: after that its session need not be remembered. */
const REMEMBER_MS = (AccessToken.maxMinutes + 5) * 60_000;

/** How long a start waits to hear of sessions that ended before it. */
const CATCH_UP_MS = 3_000;

/**
 * The sessions that ended before their time and whose access tokens would still verify. Every process follows
 * `session.revoked` by itself, beginning with what ended before it started, so that asking costs nothing.
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

  /** Resolves when everything that ended before is known, or after three seconds: then it is made up for later. */
  async start(): Promise<void> {
    const caughtUp = new Promise<void>((resolve) => void this.follow(resolve));
    const tired = new AbortController();
    const { signal } = tired;
    await Promise.race([caughtUp, sleep(CATCH_UP_MS, undefined, { signal }).catch(() => undefined)]);
    tired.abort();
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
        // Where the stream does not exist yet, no session has ended.
        if (error instanceof Error && /stream not found/.test(error.message)) caughtUp();
        else this.log.warn({ err: error }, 'cannot follow ended sessions; trying again');
        await backoff.wait(this.stopping.signal);
      }
    }
  }

  private async listen(caughtUp: () => void, backoff: Backoff): Promise<void> {
    const consumer = await jetstream(this.nats.connection).consumers.get(STREAM, {
      // Not a list: a single subject becomes part of what is asked of NATS, so that permissions can hold us to it.
      filter_subjects: SessionRevoked.subject,
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: new Date(Date.now() - REMEMBER_MS).toISOString(),
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
      this.sessions.set(sessionId, Date.parse(revokedAt) + REMEMBER_MS);
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
