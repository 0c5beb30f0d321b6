import {
  DiscardPolicy,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { allEvents } from '@orderwire/contracts';

/** The one stream that carries every event. */
export const STREAM = 'orderwire_events';

const DAY_MS = 24 * 3_600_000;

/**
 * Creates the stream, or adds the subjects that it lacks: services of different versions may start
 * in any order. File storage for seven days, without a size limit. A full disk refuses new events,
 * which wait in their outboxes, and drops no old ones.
 */
export async function ensureStream(nats: NatsConnection, replicas: number): Promise<JetStreamManager> {
  const manager = await jetstreamManager(nats, { timeout: 10_000 });
  const existing = await manager.streams.info(STREAM).catch(() => undefined);
  const subjects = [...new Set([...(existing?.config.subjects ?? []), ...allEvents().keys()])];
  const config = {
    subjects,
    discard: DiscardPolicy.New,
    max_age: nanos(7 * DAY_MS),
    max_bytes: -1,
    duplicate_window: nanos(10 * 60_000),
  };
  if (!existing) {
    await manager.streams.add({
      ...config,
      name: STREAM,
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      num_replicas: replicas,
    });
  } else if (
    Object.entries(config).some(([key, value]) => differs(existing.config[key as keyof typeof config], value))
  ) {
    await manager.streams.update(STREAM, config);
  }
  return manager;
}

const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
