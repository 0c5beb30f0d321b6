import type { Pool } from 'pg';
import type { Gauge, Metrics } from './metrics.js';

/** The connections of a service's pool. Register it first: the statements of a scrape use the pool too. */
export function registerPoolMetrics(metrics: Metrics, pool: Pool): void {
  const connections: Gauge<'state'> = metrics.gauge({
    name: 'orderwire_database_connections',
    help: 'Connections of the pool by state: used or idle.',
    labels: ['state'],
    collect: () => {
      connections.set({ state: 'used' }, pool.totalCount - pool.idleCount);
      connections.set({ state: 'idle' }, pool.idleCount);
    },
  });
  const limit: Gauge = metrics.gauge({
    name: 'orderwire_database_connections_limit',
    help: 'The most connections that the pool opens (DATABASE_POOL).',
    collect: () => limit.set(pool.options.max),
  });
  const waiters: Gauge = metrics.gauge({
    name: 'orderwire_database_waiters',
    help: 'Statements and transactions that wait for a connection; each for 4 s at most.',
    // A statement waits for one turn of the event loop also while connections are idle.
    collect: () => waiters.set(pool.idleCount > 0 ? 0 : pool.waitingCount),
  });
}
