import { Injectable } from '@nestjs/common';
import { Database, InjectLogger, type Logger, Metrics, type Counter } from '@orderwire/platform';
import pMap from 'p-map';
import { type Channel, RefusedMessage } from '../channels/channel.js';
import { PreferenceRepository } from '../preferences/preference.repository.js';
import { type ChannelName, type QueuedMessage, retryDelayMs } from './message.js';
import { MessageRepository } from './message.repository.js';
import { PrepareMessagesUseCase, type Ready } from './prepare-messages.use-case.js';

/** Messages claimed at once: as many as orders-ms tells the details of. */
const BATCH = 50;
/** Longer than a batch takes; a crashed replica's messages are sent by others after it. */
const LEASE_SECONDS = 300;
/** No attempt starts so late in a lease that it could outlast it. */
const LAST_START_MS = 200_000;
/** The longest attempt. */
const SEND_TIMEOUT_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

/**
 * Sends due messages. A refusal of a message counts as an attempt; while a whole channel or another
 * service is down, nothing counts, and the sender pauses. A crash between the server's answer and
 * its record sends a message twice, with the same id.
 */
@Injectable()
export class SendMessagesUseCase {
  private pausedUntil = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private readonly outcomes: Counter<'kind' | 'outcome'>;

  constructor(
    private readonly messages: MessageRepository,
    private readonly prepareMessages: PrepareMessagesUseCase,
    private readonly preferences: PreferenceRepository,
    private readonly database: Database,
    private readonly channels: ReadonlyMap<ChannelName, Channel>,
    private readonly concurrency: number,
    metrics: Metrics,
    @InjectLogger() private readonly log: Logger,
  ) {
    this.outcomes = metrics.counter({
      name: 'orderwire_notifications_messages_total',
      help: 'Messages by kind and outcome: sent, skipped, refused (tried again) or failed (given up).',
      labels: ['kind', 'outcome'],
    });
  }

  /** One batch. True when there may be more. Replicas may run it at the same time. */
  async execute(): Promise<boolean> {
    if (Date.now() < this.pausedUntil) return false;
    const claimed = await this.messages.claim(LEASE_SECONDS, BATCH);
    if (claimed.length === 0) return false;
    const startedAt = Date.now();
    const ready = await this.prepare(claimed);
    const unsent: string[] = [];
    await pMap(
      ready,
      async (one) => {
        const isPaused = Date.now() < this.pausedUntil || Date.now() - startedAt > LAST_START_MS;
        if (isPaused) unsent.push(one.message.id);
        else await this.send(one);
      },
      { concurrency: this.concurrency },
    );
    await this.messages.release(unsent);
    return claimed.length === BATCH;
  }

  private async prepare(claimed: readonly QueuedMessage[]): Promise<Ready[]> {
    try {
      const prepared = await this.prepareMessages.execute(claimed);
      const skipped = prepared.flatMap((one) => (one.kind === 'skipped' ? [one] : []));
      await this.messages.end('skipped', skipped);
      for (const one of prepared) {
        if (one.kind === 'later') await this.messages.release([one.id], one.dueAt);
        if (one.kind === 'failed') await this.refuse(one.message, one.message.recipient ?? '', one.error);
      }
      this.outcomes.inc({ kind: 'any', outcome: 'skipped' }, skipped.length);
      return prepared.flatMap((one) => (one.kind === 'ready' ? [one] : []));
    } catch (err) {
      await this.pause(
        claimed.map(({ id }) => id),
        err,
        'the details of messages cannot be read',
      );
      return [];
    }
  }

  private async send({ message, outgoing, next }: Ready): Promise<void> {
    const { id, kind } = message;
    try {
      const channel = this.channels.get(message.channel);
      if (!channel) throw new RefusedMessage('the channel is not configured any more', true);
      const response = await withTimeout(channel.send(outgoing));
      if (next) await this.messages.add(this.database, [next]);
      await this.messages.markSent(id, outgoing.recipient, response);
      this.pauseMs = FIRST_PAUSE_MS;
      this.outcomes.inc({ kind, outcome: 'sent' });
    } catch (error) {
      if (error instanceof RefusedMessage) await this.refuse(message, outgoing.recipient, error);
      else await this.pause([id], error, 'messages cannot be sent');
    }
  }

  /** The message was refused, or cannot be prepared: it is tried again later, or has failed. */
  private async refuse(message: QueuedMessage, recipient: string, error: unknown): Promise<void> {
    const { id, kind, attempts } = message;
    const permanent = error instanceof RefusedMessage && error.permanent;
    const reason = error instanceof Error ? error.message : String(error);
    const delayMs = permanent ? undefined : retryDelayMs(attempts + 1);
    await this.messages.retry(id, recipient, reason, delayMs);
    if (error instanceof RefusedMessage && error.unknownRecipient)
      await this.preferences.suppress(recipient, 'bounce', reason);
    const outcome = delayMs === undefined ? 'failed' : 'refused';
    this.outcomes.inc({ kind, outcome });
    this.log.warn({ messageId: id, kind, reason, attempts: attempts + 1, outcome }, 'a message was refused');
  }

  private async pause(ids: readonly string[], err: unknown, what: string): Promise<void> {
    this.pausedUntil = Date.now() + this.pauseMs;
    this.log.warn({ err, messages: ids.length, retryInMs: this.pauseMs }, `${what}; they are tried again`);
    this.pauseMs = Math.min(2 * this.pauseMs, LAST_PAUSE_MS);
    await this.messages.release(ids, null, err instanceof Error ? err.message.slice(0, 500) : null);
  }
}

/** An attempt that never ends would hold its lease's place for ever. */
async function withTimeout(attempt: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${SEND_TIMEOUT_MS / 1_000} s`)), SEND_TIMEOUT_MS);
  });
  try {
    return await Promise.race([attempt, late]);
  } finally {
    clearTimeout(timer);
  }
}
