import { Injectable } from '@nestjs/common';
import { Database, type Gauge, Metrics, oncePerScrape, statement } from '@orderwire/platform';

const open = ['pending', 'ready', 'action_required', 'label_purchased', 'shipped', 'voiding'];

/** Of the parcels that are not finished: the others are many. */
const backlog = statement<
  { kind: string; status: string; count: number; overdueSeconds: number },
  { open: string[] }
>(
  'parcels.backlog',
  `SELECT kind, status, count(*)::int AS count,
     coalesce(extract(epoch FROM now() - min(due_at)), 0)::float8 AS "overdueSeconds"
   FROM parcels WHERE kind IN ('shipment', 'return') AND status = ANY(:open::text[]) GROUP BY kind, status`,
);

/** How many parcels are on their way, wait for staff, or are late. */
@Injectable()
export class ParcelsMetrics {
  constructor(metrics: Metrics, database: Database) {
    const read = oncePerScrape(() => database.run(backlog, { open }));
    const parcels: Gauge<'kind' | 'status'> = metrics.gauge({
      name: 'orderwire_shipping_parcels',
      help: 'Unfinished shipments and returns by status.',
      labels: ['kind', 'status'],
      collect: async () => {
        parcels.reset();
        for (const { kind, status, count } of await read()) parcels.set({ kind, status }, count);
      },
    });
    const oldest: Gauge = metrics.gauge({
      name: 'orderwire_shipping_oldest_due_age_seconds',
      help: 'For how long the parcel that waits longest has been due.',
      collect: async () =>
        oldest.set(Math.max(0, ...(await read()).map(({ overdueSeconds }) => overdueSeconds))),
    });
  }
}
