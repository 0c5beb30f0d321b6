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

/** What an operator has to see of a service's events; looked up at each scrape, so that all replicas say the same. */
export function tellOfMessaging(metrics: Metrics, database: Database): void {
  const dead = metrics.gauge({
    name: 'orderwire_dead_letters_waiting',
    help: 'Events that a consumer gave up on and nobody has requeued or discarded.',
    labels: ['consumer'],
    collect: async () => {
      dead.reset();
      for (const { consumer, waiting } of await database.run(letters)) dead.set({ consumer }, waiting);
    },
  });
  const unpublished = metrics.gauge({
    name: 'orderwire_outbox_waiting',
    help: 'Events that are true and not published yet.',
    collect: async () => {
      const [row] = await database.run(outbox);
      unpublished.set(row?.waiting ?? 0);
    },
  });
}
