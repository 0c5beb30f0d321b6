import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type Metrics, oncePerScrape } from './metrics.js';

const letters = statement<{ consumer: string; waiting: number }>(
  'metrics.dead_letters',
  `SELECT consumer, count(*)::int AS waiting FROM messaging.dead_letters WHERE resolved_at IS NULL GROUP BY consumer`,
);

const outbox = statement<{ waiting: number; age: number }>(
  'metrics.outbox',
  `SELECT count(*)::int AS waiting, greatest(0, coalesce(extract(epoch FROM now() - min(created_at)), 0))::float8 AS age
   FROM messaging.outbox WHERE published_at IS NULL`,
);

const stream = statement<{ lost: number; replaying: number }>(
  'metrics.known_stream',
  `SELECT coalesce(sum(times_lost), 0)::int AS lost, count(replay)::int AS replaying FROM messaging.known_stream`,
);

const restores = statement<{ pending: number }>(
  'metrics.restores',
  `SELECT count(*)::int AS pending FROM messaging.restores WHERE completed_at IS NULL`,
);

/**
 * Metrics of a service's outbox, its stream and dead letters. They are queried at each scrape, so that all
 * replicas report the same.
 */
export function registerMessagingMetrics(metrics: Metrics, database: Database): void {
  const dead = metrics.gauge({
    name: 'orderwire_dead_letters_waiting',
    help: 'Dead letters that were neither requeued nor discarded.',
    labels: ['consumer'],
    collect: async () => {
      dead.reset();
      for (const { consumer, waiting } of await database.run(letters)) dead.set({ consumer }, waiting);
    },
  });
  const readOutbox = oncePerScrape(() => database.run(outbox));
  const unpublished = metrics.gauge({
    name: 'orderwire_outbox_waiting',
    help: 'Committed events that are not published yet.',
    collect: async () => {
      const [row] = await readOutbox();
      unpublished.set(row?.waiting ?? 0);
    },
  });
  const oldest = metrics.gauge({
    name: 'orderwire_outbox_oldest_age_seconds',
    help: 'Age of the oldest committed event that is not published yet; 0 without one.',
    collect: async () => {
      const [row] = await readOutbox();
      oldest.set(row?.age ?? 0);
    },
  });
  const readStream = oncePerScrape(() => database.run(stream));
  const replaying = metrics.gauge({
    name: 'orderwire_stream_replaying',
    help: '1 while the events of a lost stream are published again.',
    collect: async () => {
      const [row] = await readStream();
      replaying.set(row?.replaying ?? 0);
    },
  });
  const losses = metrics.gauge({
    name: 'orderwire_stream_lost',
    help: 'How often the stream was lost and created again since the database exists.',
    collect: async () => {
      const [row] = await readStream();
      losses.set(row?.lost ?? 0);
    },
  });
  const recoveries = metrics.gauge({
    name: 'orderwire_restores_pending',
    help: 'Restores of databases from which this service has not recovered yet.',
    collect: async () => {
      const [row] = await database.run(restores);
      recoveries.set(row?.pending ?? 0);
    },
  });
}
