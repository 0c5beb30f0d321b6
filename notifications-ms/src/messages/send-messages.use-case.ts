import { Injectable } from '@nestjs/common';
import { Fault, isUnavailable } from '@orderwire/contracts';
import {
  Batcher,
  type Counter,
  Database,
  InjectLogger,
  type Logger,
  Metrics,
  tracing,
} from '@orderwire/platform';
import pMap from 'p-map';
import { type Channel, RefusedMessage } from '../channels/channel.js';
import { PreferenceRepository } from '../preferences/preference.repository.js';
import { type ChannelName, type QueuedMessage, retryDelayMs } from './message.js';
import { ForgottenAccountRepository } from './forgotten-account.repository.js';
import { MessageRepository } from './message.repository.js';
import { type Prepared, PrepareMessagesUseCase, type Ready } from './prepare-messages.use-case.js';

/** Messages claimed at once: as many as orders-ms tells the details of. */
const BATCH = 50;
/** Longer than a batch takes; a crashed replica's messages are sent by others after it. */
const LEASE_SECONDS = 300;
/** No attempt starts so late in a lease that it could outlast it. */
const LAST_START_MS = 100_000;
/** The longest attempt. */
const SEND_TIMEOUT_MS = 150_000;
/** After this time an error of the mail server counts as an attempt: messages do not wait for ever. */
const PATIENCE_MS = 3 * 24 * 3_600_000;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

/** A message that a server accepted. */
interface Sent {
  readonly id: string;
  readonly recipient: string;
  readonly accountId: string | null;
  readonly response: string;
  readonly next: Ready['next'];
}

/**
 * Sends due messages. A refusal of a message counts as an attempt; while the mail server or another
 * service is down, nothing counts, and messages wait. A crash between the server's answer and its
 * record sends a message twice, with the same id.
 */
@Injectable()
export class SendMessagesUseCase {
  private pausedUntil = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private readonly outcomes: Counter<'kind' | 'outcome'>;
  private readonly records = new Batcher((sent: Sent[]) => this.recordAll(sent));

  constructor(
    private readonly messages: MessageRepository,
    private readonly forgotten: ForgottenAccountRepository,
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
  async execute(signal?: AbortSignal): Promise<boolean> {
    if (this.isPaused(signal)) return false;
    const claimed = await this.messages.claim(LEASE_SECONDS, BATCH);
    if (claimed.length === 0) return false;
    const startedAt = Date.now();
    const ready = await this.prepare(claimed);
    const unsent: string[] = [];
    await pMap(
      ready,
      async (one) => {
        const isLate = Date.now() - startedAt > LAST_START_MS;
        if (isLate || this.isPaused(signal)) unsent.push(one.message.id);
        else
          await tracing.continue(
            one.message.correlationId,
            () => ({ name: `process ${one.message.kind}`, kind: 'internal' }),
            () => this.send(one),
          );
      },
      { concurrency: this.concurrency },
    );
    await this.messages.release(unsent);
    return claimed.length === BATCH;
  }

  private isPaused(signal?: AbortSignal): boolean {
    return signal?.aborted === true || Date.now() < this.pausedUntil;
  }

  /** A batch whose details cannot be read is halved: one message alone is to blame, or all wait. */
  private async prepare(claimed: readonly QueuedMessage[]): Promise<Ready[]> {
    try {
      return await this.endOthers(await this.prepareMessages.execute(claimed));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (isUnavailable(error)) {
        await this.pause(claimed, error, 'the details of messages cannot be read');
        return [];
      }
      const [first, ...others] = claimed;
      if (first && others.length === 0) {
        await this.refuse(first, first.recipient, first.accountId, error);
        return [];
      }
      const half = Math.ceil(claimed.length / 2);
      return [...(await this.prepare(claimed.slice(0, half))), ...(await this.prepare(claimed.slice(half)))];
    }
  }

  /** Ends the messages that are not sent now, and returns the others. */
  private async endOthers(prepared: readonly Prepared[]): Promise<Ready[]> {
    const skipped = prepared.flatMap((one) => (one.kind === 'skipped' ? [one] : []));
    await this.messages.end('skipped', skipped);
    this.outcomes.inc({ kind: 'any', outcome: 'skipped' }, skipped.length);
    await this.forgotten.forgetUnknown(
      prepared.flatMap((one) => (one.kind === 'forgotten' ? [one.accountId] : [])),
    );
    for (const one of prepared) {
      if (one.kind === 'later') await this.messages.release([one.id], one.dueAt, one.error);
      if (one.kind === 'failed')
        await this.refuse(one.message, one.message.recipient, one.message.accountId, one.error);
    }
    return prepared.flatMap((one) => (one.kind === 'ready' ? [one] : []));
  }

  private async send(ready: Ready): Promise<void> {
    const { message, accountId, outgoing } = ready;
    let response: string;
    try {
      const channel = this.channels.get(message.channel);
      if (!channel) throw new RefusedMessage('the channel is not configured any more', true);
      response = await tracing.within(
        () => ({ name: `send ${message.channel}`, kind: 'client' }),
        () => channel.send(outgoing, AbortSignal.timeout(SEND_TIMEOUT_MS)),
      );
    } catch (error) {
      if (error instanceof RefusedMessage) await this.refuse(message, outgoing.recipient, accountId, error);
      else await this.pause([message], error, 'messages cannot be sent');
      return;
    }
    await this.record(ready, response);
  }

  /** An error here leaves the message to its lease: it is sent again then, with the same id. */
  private async record({ message, accountId, outgoing, next }: Ready, response: string): Promise<void> {
    const { id, kind } = message;
    this.pauseMs = FIRST_PAUSE_MS;
    try {
      await this.records.add({ id, recipient: outgoing.recipient, accountId, response, next });
      this.outcomes.inc({ kind, outcome: 'sent' });
    } catch (err) {
      this.log.error({ err, messageId: id, kind }, 'a message was sent, and this could not be recorded');
    }
  }

  private async recordAll(sent: Sent[]): Promise<void[]> {
    const next = sent.flatMap((one) => one.next ?? []);
    if (next.length === 0) await this.messages.markSent(this.database, sent);
    else
      await this.database.transaction(async (tx) => {
        await this.messages.add(tx, next);
        await this.messages.markSent(tx, sent);
      });
    return sent.map(() => undefined);
  }

  /** The message was refused, or cannot be prepared: it is tried again later, or has failed. */
  private async refuse(
    message: QueuedMessage,
    recipient: string | null,
    accountId: string | null,
    error: unknown,
  ): Promise<void> {
    const { id, kind, attempts } = message;
    const permanent = error instanceof RefusedMessage && error.permanent;
    const reason = error instanceof Error ? error.message : String(error);
    const delayMs = permanent ? undefined : retryDelayMs(attempts + 1);
    await this.messages.retry({ id, recipient, accountId }, reason, delayMs);
    if (error instanceof RefusedMessage && error.unknownRecipient && recipient)
      await this.preferences.suppress(recipient, 'bounce', reason);
    const outcome = delayMs === undefined ? 'failed' : 'refused';
    this.outcomes.inc({ kind, outcome });
    this.log.warn({ messageId: id, kind, reason, attempts: attempts + 1, outcome }, 'a message was refused');
  }

  /** Several failures of one moment are one outage. */
  private async pause(waiting: readonly QueuedMessage[], error: unknown, what: string): Promise<void> {
    if (Date.now() >= this.pausedUntil) {
      this.pausedUntil = Date.now() + this.pauseMs;
      this.log.warn(
        { err: error, messages: waiting.length, retryInMs: this.pauseMs },
        `${what}; they are tried again`,
      );
      this.pauseMs = Math.min(2 * this.pauseMs, LAST_PAUSE_MS);
    }
    const isOld = ({ occurredAt }: QueuedMessage): boolean => Date.now() - occurredAt.getTime() > PATIENCE_MS;
    for (const message of waiting.filter(isOld))
      await this.refuse(message, message.recipient, message.accountId, error);
    const young = waiting.filter((message) => !isOld(message)).map(({ id }) => id);
    await this.messages.release(young, null, error instanceof Error ? error.message : null);
  }
}
