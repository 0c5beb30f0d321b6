import { type ConsumerInfo, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { millis } from '@nats-io/transport-node';
import {
  type ConsumerList,
  ConsumerNotFound,
  type ConsumerView,
  type Owner,
  type PauseConsumerRequest,
  ServiceUnavailable,
  type StreamView,
} from '@orderwire/contracts';
import { contextOrSystem } from '../context/context.js';
import type { EventConsumers } from '../events/event-consumers.js';
import type { Logger } from '../log/logger.js';
import { consumerInfo, managerOf, streamInfo } from '../nats/consumer-info.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { STREAM } from '../nats/streams.js';

const RETRY_MS = 1_000;

/** Shows, pauses and resumes the durable consumers of this service. NATS permits it no others. */
export class ConsumerOperations {
  constructor(
    private readonly owner: Owner,
    private readonly nats: Pick<NatsLink, 'connection'>,
    private readonly consumers: Pick<EventConsumers, 'handlers'>,
    private readonly log: Logger,
  ) {}

  /** Throws service_unavailable while JetStream does not answer. */
  list(): Promise<ConsumerList> {
    return this.ask(async (manager) => {
      const durables = [...this.consumers.handlers().keys()];
      const [stream, ...consumers] = await Promise.all([
        streamInfo(manager),
        ...durables.map((durable) => this.view(manager, durable)),
      ]);
      return { service: this.owner, stream: stream ? streamView(stream) : null, consumers };
    });
  }

  /**
   * NATS delivers nothing to the consumer until the time is over, also when this process or NATS is
   * started again. Throws consumers.not_found, and service_unavailable while JetStream does not answer.
   */
  pause({ consumer, minutes }: PauseConsumerRequest): Promise<ConsumerView> {
    const until = new Date(Date.now() + minutes * 60_000);
    return this.change(consumer, async (manager) => {
      await manager.consumers.pause(STREAM, consumer, until);
      this.log.warn({ consumer, until, by: actorId() }, 'the consumer was paused');
    });
  }

  /** Throws as {@link pause} does. */
  resume(consumer: string): Promise<ConsumerView> {
    return this.change(consumer, async (manager) => {
      await manager.consumers.resume(STREAM, consumer);
      this.log.warn({ consumer, by: actorId() }, 'the consumer was resumed');
    });
  }

  private change(consumer: string, act: (manager: JetStreamManager) => Promise<void>): Promise<ConsumerView> {
    if (!this.consumers.handlers().has(consumer)) throw ConsumerNotFound({ consumer });
    return this.ask(async (manager) => {
      if (!(await consumerInfo(manager, consumer))) throw ConsumerNotFound({ consumer });
      await act(manager);
      return this.view(manager, consumer);
    });
  }

  private async view(manager: JetStreamManager, consumer: string): Promise<ConsumerView> {
    const info = await consumerInfo(manager, consumer);
    const subject = this.consumers.handlers().get(consumer)?.handler.subject ?? '';
    return { service: this.owner, consumer, subject, ...stateOf(info) };
  }

  private async ask<Reply>(work: (manager: JetStreamManager) => Promise<Reply>): Promise<Reply> {
    try {
      return await work(await managerOf(this.nats));
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      this.log.warn({ err: error }, 'JetStream does not answer');
      throw ServiceUnavailable({ retryAfterMs: RETRY_MS, part: 'JetStream' });
    }
  }
}

const actorId = (): string | null => contextOrSystem().actor.id;

/** JetStream is starting, or its disk is full. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && ['TimeoutError', 'NoRespondersError', 'JetStreamNotEnabled'].includes(error.name);

function stateOf(info: ConsumerInfo | undefined): Omit<ConsumerView, 'service' | 'consumer' | 'subject'> {
  const isPaused = info?.paused === true;
  return {
    state: !info ? 'missing' : isPaused ? 'paused' : 'active',
    pausedUntil: isPaused ? timeOf(info.config.pause_until) : null,
    pending: info?.num_pending ?? 0,
    ackPending: info?.num_ack_pending ?? 0,
    redelivered: info?.num_redelivered ?? 0,
    waitingPulls: info?.num_waiting ?? 0,
    lastDeliveredAt: timeOf(info?.delivered.last_active),
    lastAckedAt: timeOf(info?.ack_floor.last_active),
  };
}

function streamView({ config, created, state }: StreamInfo): StreamView {
  const isEmpty = state.messages === 0;
  return {
    name: config.name,
    createdAt: new Date(created).toISOString(),
    messages: state.messages,
    bytes: state.bytes,
    firstSequence: state.first_seq,
    lastSequence: state.last_seq,
    firstAt: isEmpty ? null : timeOf(state.first_ts),
    lastAt: isEmpty ? null : timeOf(state.last_ts),
    maxAgeSeconds: config.max_age > 0 ? millis(config.max_age) / 1_000 : null,
    maxBytes: config.max_bytes > 0 ? config.max_bytes : null,
    replicas: config.num_replicas,
  };
}

/** ISO 8601 with nanoseconds, as NATS sends it; the client's types call some of them numbers. */
const timeOf = (time: string | number | undefined): string | null =>
  time ? new Date(time).toISOString() : null;
