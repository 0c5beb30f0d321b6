import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';

/** Changes of the read models wait for each other here: each sees the one before. */
const lock = statement<{ id: number }>('freshness.lock', 'SELECT id FROM freshness FOR UPDATE');

const lockForEvents = statement<Record<string, never>, { eventAt: string }>(
  'freshness.lock_for_events',
  `UPDATE freshness SET event_at = greatest(event_at, :eventAt::timestamptz),
     lag_seconds = CASE WHEN event_at > :eventAt::timestamptz THEN lag_seconds
       ELSE greatest(0, extract(epoch FROM clock_timestamp() - :eventAt::timestamptz)) END`,
);

const read = statement<StoredFreshness>(
  'freshness.read',
  `SELECT event_at AS "eventAt", lag_seconds AS "lagSeconds",
     (SELECT built_at FROM generations WHERE built_at IS NOT NULL ORDER BY id DESC LIMIT 1) AS "builtAt"
   FROM freshness`,
);

interface StoredFreshness {
  eventAt: Date | null;
  lagSeconds: number;
  builtAt: Date | null;
}

/** How old the read models are, and the lock of their changes. */
@Injectable()
export class FreshnessRepository {
  constructor(private readonly database: Database) {}

  /** Until the end of the transaction, no other changes the read models. */
  async lock(tx: Tx): Promise<void> {
    await tx.run(lock);
  }

  /** {@link lock}, and records the time of the newest event. */
  async lockForEvents(tx: Tx, eventAt: string): Promise<void> {
    await tx.run(lockForEvents, { eventAt });
  }

  async read(): Promise<StoredFreshness> {
    const [row] = await this.database.run(read);
    return row ?? { eventAt: null, lagSeconds: 0, builtAt: null };
  }
}
