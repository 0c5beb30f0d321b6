import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  type JetStreamManager,
  type JsMsg,
  ReplayPolicy,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../retry/backoff.js';
import type { Logger } from '../log/logger.js';
import { COALESCE_MS } from '../jobs/jobs.js';
import type { BatchProcessor } from './batch-processor.js';
import { type EventHandlerOptions, eventIdOf } from './event-handler.js';
import { STREAM } from './stream.js';

/** Maximum number of events in one transaction. */
const BATCH = 100;

/**
 * One durable pull consumer. The next batch collects while the current one is committed: batches
 * grow with the load, and a single event is processed at once.
 */
export class Consumer {
  private readonly inFlight: InFlightMessages;
  private messages: ConsumerMessages | undefined;
  private stopped = false;
  private processing: Promise<void> | undefined;
  private pulling: Promise<void> | undefined;

  constructor(
    readonly durable: string,
    private readonly options: EventHandlerOptions,
    private readonly batches: BatchProcessor,
    private readonly nats: NatsConnection,
    private readonly log: Logger,
    private readonly ensureStream: () => Promise<unknown>,
    /** An event whose consumer died is delivered again after this time. */
    private readonly ackWaitMs: number,
  ) {
    this.inFlight = new InFlightMessages(ackWaitMs);
  }

  /** Creates the durable consumer unless it exists, and starts to pull. */
  async start(manager: JetStreamManager): Promise<void> {
    await this.declare(manager);
    this.pulling = this.pull(manager);
  }

  /**
   * Pulls no more and finishes the current batch. Messages that wait are delivered again, to
   * another replica.
   */
  async stop(): Promise<void> {
    this.stopped = true;
    this.batches.stop();
    await this.messages?.close();
    this.inFlight.rejectWaiting();
    await this.processing;
    await this.pulling;
  }

  private async declare(manager: JetStreamManager): Promise<void> {
    await manager.consumers.add(STREAM, {
      durable_name: this.durable,
      filter_subject: this.options.contract.subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.ackWaitMs),
      max_deliver: -1,
      max_ack_pending: 1_000,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
    });
  }

  /** Pulls until stopped. A consumer or stream that was deleted is created again. */
  private async pull(manager: JetStreamManager): Promise<void> {
    const backoff = new Backoff(200, 5_000);
    while (!this.stopped) {
      try {
        const consumer = await jetstream(this.nats).consumers.get(STREAM, this.durable);
        this.messages = await consumer.consume({
          max_messages: 2 * BATCH,
          abort_on_missing_resource: true,
          callback: (message) => this.receive(message),
        });
        backoff.reset();
        if (this.stopped) return void (await this.messages.close());
        const reason = await this.messages.closed();
        if (reason) throw reason;
      } catch (error) {
        if (this.stopped) return;
        this.log.warn({ err: error, consumer: this.durable }, 'pulling stopped; retrying');
        await backoff.wait();
        await this.ensureStream()
          .then(() => this.declare(manager))
          .catch(() => undefined);
      }
    }
  }

  private receive(message: JsMsg): void {
    if (this.stopped) return;
    this.inFlight.add(message);
    this.processing ??= this.processAll().finally(() => (this.processing = undefined));
  }

  private async processAll(): Promise<void> {
    const { inFlight } = this;
    // One turn of the event loop, so that messages which arrived together are one batch.
    await new Promise(setImmediate);
    while (inFlight.size > 0) {
      await this.batches.process(inFlight.take(BATCH), () => inFlight.heartbeat());
      inFlight.heartbeat();
      if (inFlight.size > 0 && inFlight.size < BATCH) await sleep(COALESCE_MS);
    }
  }
}

/**
 * The messages that a consumer has received and not settled. A redelivery replaces the copy that
 * still waits, so there are never more than `max_ack_pending`, however long the database is
 * unavailable.
 */
export class InFlightMessages {
  private readonly waiting = new Map<string, JsMsg>();
  private processing: readonly JsMsg[] = [];
  /** In flight at the last heartbeat. */
  private lastBeat: ReadonlySet<JsMsg> = new Set();
  private lastBeatAt: number;

  constructor(
    /** The stream delivers a message again after this time without a heartbeat or a settlement. */
    private readonly ackWaitMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.lastBeatAt = now();
  }

  /** How many messages wait. */
  get size(): number {
    return this.waiting.size;
  }

  add(message: JsMsg): void {
    // The event id as well: a stream that was lost and created again starts its sequence at 1.
    this.waiting.set(`${message.seq} ${eventIdOf(message)}`, message);
  }

  /** Removes the first messages for processing. Those of the call before are settled. */
  take(limit: number): JsMsg[] {
    const taken: JsMsg[] = [];
    for (const [key, message] of this.waiting) {
      if (taken.length === limit) break;
      taken.push(message);
      this.waiting.delete(key);
    }
    this.processing = taken;
    return taken;
  }

  /** Rejects the messages that wait, so that another replica receives them at once. */
  rejectWaiting(): void {
    for (const message of this.waiting.values()) message.nak();
    this.waiting.clear();
  }

  /**
   * Extends the ack wait of all messages in flight. Call it at each step of the processing: it
   * sends nothing more often than every quarter of the ack wait, and nothing for messages that are
   * settled by then. A process that hangs sends no heartbeats, so its messages go to another
   * replica.
   */
  heartbeat(): void {
    if (this.now() - this.lastBeatAt < this.ackWaitMs / 4) return;
    this.lastBeatAt = this.now();
    const inFlight = new Set([...this.processing, ...this.waiting.values()]);
    for (const message of inFlight) if (this.lastBeat.has(message)) message.working();
    this.lastBeat = inFlight;
  }
}
