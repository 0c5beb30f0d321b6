import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import type { Metrics } from './metrics.js';

const letters = statement<{ consumer: string; waiting: number }>(
  'metrics.dead_letters',
  `SELECT consumer, count(*)::int AS waiting FROM messaging.dead_letters WHERE resolved_at IS NULL GROUP BY consumer`,
);

const outbox = statement<{ waiting: number }>(
  'metrics.outbox',
  `SELECT count(*)::int AS waiting FROM messaging.outbox WHERE published_at IS NULL`,
);

/**
 * Metrics of a service's outbox and dead letters. They are queried at each scrape, so that all
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
  const unpublished = metrics.gauge({
    name: 'orderwire_outbox_waiting',
    help: 'Committed events that are not published yet.',
    collect: async () => {
      const [row] = await database.run(outbox);
      unpublished.set(row?.waiting ?? 0);
    },
  });
}
