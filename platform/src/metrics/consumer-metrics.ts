import { type ConsumerInfo, type StreamInfo } from '@nats-io/jetstream';
import { consumerInfo, managerOf, streamInfo } from '../nats/consumer-info.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { type Gauge, type Metrics, oncePerScrape } from './metrics.js';

/** How the transaction of a batch ended: it is tried again after `failed` and `unavailable`. */
export type BatchOutcome = 'ok' | 'failed' | 'unavailable';

/** Measures one transaction of a consumer. `startedAt`: of `performance.now()`. */
export type ConsumerMeter = (
  consumer: string,
  outcome: BatchOutcome,
  events: number,
  startedAt: number,
) => void;

export function consumerMeter(metrics: Metrics): ConsumerMeter {
  const duration = metrics.histogram({
    name: 'orderwire_consumer_batch_duration_seconds',
    help: 'Transactions of consumers, of up to 100 events each, by outcome: ok, failed or unavailable (the database).',
    labels: ['consumer', 'outcome'],
  });
  const consumed = metrics.counter({
    name: 'orderwire_consumer_events_total',
    help: 'Events in these transactions; one that is tried again counts again.',
    labels: ['consumer', 'outcome'],
  });
  return (consumer, outcome, events, startedAt) => {
    duration.observe({ consumer, outcome }, (performance.now() - startedAt) / 1_000);
    consumed.inc({ consumer, outcome }, events);
  };
}

/** For every service, also one without consumers. */
export function registerNatsMetrics(metrics: Metrics, nats: NatsLink): void {
  const connected: Gauge = metrics.gauge({
    name: 'orderwire_nats_connected',
    help: 'Whether this process is connected to NATS: 0 or 1.',
    collect: () => connected.set(Number(nats.isConnected())),
  });
}

interface JetStreamState {
  readonly stream: StreamInfo | undefined;
  readonly consumers: readonly (ConsumerInfo | undefined)[];
}

/**
 * The stream, and the lag of the consumers with these durable names, as NATS knows them: all replicas report
 * the same. While NATS does not answer the scrape succeeds without
 * them, and `orderwire_stream_leader` is 0 or absent.
 */
export function registerJetStreamMetrics(
  metrics: Metrics,
  nats: NatsLink,
  durables: () => Iterable<string>,
): void {
  const read = oncePerScrape(() => readState(nats, [...durables()]));
  const ofStream = (
    name: string,
    help: string,
    value: (stream: StreamInfo | undefined) => number | undefined,
  ) => {
    const gauge: Gauge = metrics.gauge({
      name: `orderwire_stream_${name}`,
      help,
      collect: async () => {
        const found = value((await read()).stream);
        if (found === undefined) gauge.remove();
        else gauge.set(found);
      },
    });
  };
  ofStream('leader', 'Whether the stream of events exists and has a leader: 0 or 1.', (stream) => {
    if (!nats.isConnected()) return undefined;
    return Number(stream !== undefined && (!stream.cluster || Boolean(stream.cluster.leader)));
  });
  ofStream(
    'replicas_wanted',
    'Replicas that the stream of events should have.',
    (stream) => stream?.config.num_replicas,
  );
  ofStream(
    'replicas_current',
    'Replicas of the stream of events that are complete, with the leader.',
    (stream) =>
      stream &&
      1 + (stream.cluster?.replicas ?? []).filter(({ current, offline }) => current && !offline).length,
  );
  ofStream('size_bytes', 'Size of the stream of events on one server.', (stream) => stream?.state.bytes);
  ofStream('messages', 'Events in the stream.', (stream) => stream?.state.messages);
  const ofConsumer = (name: string, help: string, value: (info: ConsumerInfo) => number) => {
    const gauge: Gauge<'consumer'> = metrics.gauge({
      name: `orderwire_consumer_${name}`,
      help,
      labels: ['consumer'],
      collect: async () => {
        const { consumers } = await read();
        gauge.reset();
        for (const info of consumers) if (info) gauge.set({ consumer: info.name }, value(info));
      },
    });
  };
  ofConsumer(
    'pending',
    'Events that NATS has not delivered to the consumer yet.',
    (info) => info.num_pending,
  );
  ofConsumer(
    'ack_pending',
    'Delivered events that the consumer has not finished, at most 1000.',
    (info) => info.num_ack_pending,
  );
  ofConsumer('paused', 'Whether the consumer is paused: 0 or 1.', (info) => Number(info.paused === true));
}

async function readState(nats: NatsLink, durables: readonly string[]): Promise<JetStreamState> {
  if (!nats.isConnected()) return { stream: undefined, consumers: [] };
  try {
    const manager = await managerOf(nats);
    const stream = await streamInfo(manager);
    const infos = durables.map((durable) => consumerInfo(manager, durable).catch(() => undefined));
    return { stream, consumers: stream ? await Promise.all(infos) : [] };
  } catch {
    return { stream: undefined, consumers: [] };
  }
}
