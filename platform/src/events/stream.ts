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
 * Creates the stream, or adds the subjects it does not have yet: services of different ages may start in any order.
 * File storage; a full stream refuses new events (they wait in their outbox) and never drops old ones.
 */
export async function ensureStream(nats: NatsConnection, replicas: number): Promise<JetStreamManager> {
  const manager = await jetstreamManager(nats, { timeout: 10_000 });
  const subjects = [...allEvents().keys()];
  const existing = await manager.streams.info(STREAM).catch(() => undefined);
  const missing = subjects.filter((subject) => !existing?.config.subjects.includes(subject));
  if (existing && missing.length > 0) {
    await manager.streams.update(STREAM, { subjects: [...existing.config.subjects, ...missing] });
  }
  if (!existing) {
    await manager.streams.add({
      name: STREAM,
      subjects,
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      max_age: nanos(7 * DAY_MS),
      max_bytes: 2 * 1024 ** 3,
      duplicate_window: nanos(10 * 60_000),
      num_replicas: replicas,
    });
  }
  return manager;
}
