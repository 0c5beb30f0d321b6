import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  ReplayPolicy,
} from '@nats-io/jetstream';
import { jetstream } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../database/backoff.js';
import type { Logger } from '../log/logger.js';
import { GATHER_MS } from '../loop/nudged-loop.js';
import type { BatchProcessor } from './batch-processor.js';
import { InFlightMessages } from './in-flight-messages.js';
import type { EventHandlerOptions } from './event-handler.js';
import { STREAM } from './stream.js';

/** Events one transaction takes at most. */
const BATCH = 100;

/**
 * One durable pull consumer. While one batch is in the database the next gathers, so the batches grow with the load and
 * a lonely event is taken at once.
 */
export class Consumer {
  private readonly held: InFlightMessages;
  private messages: ConsumerMessages | undefined;
  private stopped = false;
  private working: Promise<void> | undefined;
  private pulling: Promise<void> | undefined;

  constructor(
    readonly durable: string,
    private readonly reaction: EventHandlerOptions,
    private readonly batches: BatchProcessor,
    private readonly nats: NatsConnection,
    private readonly log: Logger,
    private readonly ensureStream: () => Promise<unknown>,
    /** An event whose consumer died comes again after so long. */
    private readonly ackWaitMs: number,
  ) {
    this.held = new InFlightMessages(ackWaitMs);
  }

  /** Creates the durable consumer where it does not exist and begins to pull. */
  async start(manager: JetStreamManager): Promise<void> {
    await this.declare(manager);
    this.pulling = this.pull(manager);
  }

  /** Takes no more; what is being worked on is finished, what only waits is delivered again elsewhere. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.batches.stop();
    await this.messages?.close();
    this.held.giveBack();
    await this.working;
    await this.pulling;
  }

  private async declare(manager: JetStreamManager): Promise<void> {
    await manager.consumers.add(STREAM, {
      durable_name: this.durable,
      filter_subject: this.reaction.contract.subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.ackWaitMs),
      max_deliver: -1,
      max_ack_pending: 1_000,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
    });
  }

  /** Pulls until stopped; a consumer or stream that vanished is made again. */
  private async pull(manager: JetStreamManager): Promise<void> {
    const backoff = new Backoff(200, 5_000);
    while (!this.stopped) {
      try {
        const consumer = await jetstream(this.nats).consumers.get(STREAM, this.durable);
        this.messages = await consumer.consume({
          max_messages: 2 * BATCH,
          abort_on_missing_resource: true,
          callback: (message) => this.gather(message),
        });
        backoff.reset();
        if (this.stopped) return void (await this.messages.close());
        const reason = await this.messages.closed();
        if (reason) throw reason;
      } catch (error) {
        if (this.stopped) return;
        this.log.warn({ err: error, consumer: this.durable }, 'pulling stopped; beginning again');
        await backoff.wait();
        await this.ensureStream()
          .then(() => this.declare(manager))
          .catch(() => undefined);
      }
    }
  }

  private gather(message: JsMsg): void {
    if (this.stopped) return;
    this.held.add(message);
    this.working ??= this.work().finally(() => (this.working = undefined));
  }

  private async work(): Promise<void> {
    // One turn of the event loop, so that messages which arrived together are taken together.
    await new Promise(setImmediate);
    while (this.held.size > 0) {
      await this.batches.process(this.held.take(BATCH), () => this.held.heartbeat());
      this.held.heartbeat();
      if (this.held.size > 0 && this.held.size < BATCH) await sleep(GATHER_MS);
    }
  }
}
