import { type ConsumerMessages, jetstream, type JsMsg } from '@nats-io/jetstream';
import { millis, type NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../retry/backoff.js';
import type { Logger } from '../log/logger.js';
import { COALESCE_MS } from '../jobs/jobs.js';
import type { BatchProcessor } from './batch-processor.js';
import { eventIdOf } from './event-handler.js';
import { STREAM } from '../nats/streams.js';

/** Maximum number of events in one transaction. */
const BATCH = 100;

/**
 * NATS says this often that a pull request waits. A request whose node was lost is repeated after two
 * heartbeats are missed; with the client's default of 15 seconds, events would wait for half a minute.
 */
const HEARTBEAT_MS = 3_000;
/** When the cluster has no answer at that moment, the client tries again after half to one and a half of this. */
const EXPIRES_MS = 10_000;

/** A consumer that stays missing is logged this often. */
const REPORT_MS = 30_000;

/**
 * One durable pull consumer. The next batch collects while the current one is committed, and for a pause
 * after it: batches grow with the load. An event that comes after the pause is processed at once.
 */
export class Consumer {
  private readonly inFlight = new InFlightMessages();
  private messages: ConsumerMessages | undefined;
  private readonly stopping = new AbortController();
  private processing: Promise<void> | undefined;
  private pulling: Promise<void> | undefined;

  constructor(
    readonly durable: string,
    private readonly batches: BatchProcessor,
    private readonly nats: NatsConnection,
    private readonly log: Logger,
    private readonly pauseMs = COALESCE_MS,
  ) {}

  /** Starts to pull. A consumer that is missing is waited for: the provisioning step creates it. */
  start(): void {
    this.pulling = this.pull();
  }

  /**
   * Pulls no more and finishes the current batch. Messages that wait are delivered again, to
   * another replica.
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.batches.stop();
    await this.messages?.close();
    this.inFlight.rejectWaiting();
    await this.processing;
    await this.pulling;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Pulls until stopped. */
  private async pull(): Promise<void> {
    const backoff = new Backoff(200, 5_000);
    let reportedAt = -Infinity;
    while (!this.stopped) {
      try {
        const consumer = await jetstream(this.nats).consumers.get(STREAM, this.durable);
        const { config } = await consumer.info(true);
        this.inFlight.ackWaitMs = millis(config.ack_wait ?? 0);
        this.messages = await consumer.consume({
          max_messages: 2 * BATCH,
          idle_heartbeat: HEARTBEAT_MS,
          expires: EXPIRES_MS,
          abort_on_missing_resource: true,
          callback: (message) => this.receive(message),
        });
        backoff.reset();
        reportedAt = -Infinity;
        if (this.stopped) return void (await this.messages.close());
        const reason = await this.messages.closed();
        if (reason) throw reason;
      } catch (error) {
        if (this.stopped) return;
        if (performance.now() - reportedAt > REPORT_MS) {
          reportedAt = performance.now();
          this.log.warn({ err: error, consumer: this.durable }, explain(error, this.durable));
        }
        await backoff.wait(this.stopping.signal);
      }
    }
  }

  private receive(message: JsMsg): void {
    if (this.stopped) return;
    this.inFlight.add(message);
    this.processing ??= this.processAll().finally(() => (this.processing = undefined));
  }

  private async pause(): Promise<void> {
    await sleep(this.pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async processAll(): Promise<void> {
    const { inFlight } = this;
    // One turn of the event loop, so that messages which arrived together are one batch.
    await new Promise(setImmediate);
    while (inFlight.size > 0 && !this.stopped) {
      await this.batches.process(inFlight.take(BATCH), () => inFlight.heartbeat());
      inFlight.heartbeat();
      if (inFlight.size < BATCH) await this.pause();
    }
  }
}

const explain = (error: unknown, durable: string): string =>
  error instanceof Error && /(consumer|stream) not found/.test(error.message)
    ? `the consumer ${durable} of the stream ${STREAM} is missing, and is waited for: run the provisioning step`
    : 'pulling stopped; retrying';

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
    public ackWaitMs = 30_000,
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
