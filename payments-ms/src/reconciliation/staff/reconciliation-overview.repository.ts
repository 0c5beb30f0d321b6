import { Injectable } from '@nestjs/common';
import { allDifferenceKinds, type ReconciliationName } from '@orderwire/contracts';
import { Database, statement } from '@orderwire/platform';

/** Differences of one kind are counted up to this number. */
const MAX_COUNT = 1_000;

/** Where one of the reconciliations stands. */
export type StoredStanding = {
  readonly name: ReconciliationName;
  readonly running: boolean;
  readonly requestedAt: Date | null;
  readonly comparedUntil: Date | null;
  readonly ranAt: Date | null;
};

/** A new database has a `ran_at` and no report. */
const standings = statement<StoredStanding>(
  'reconciliation.standings',
  `SELECT name, COALESCE(holder IS NOT NULL AND leased_until >= now(), false) AS running,
     requested_at AS "requestedAt", watermark AS "comparedUntil", CASE WHEN report IS NOT NULL THEN ran_at END AS "ranAt"
   FROM reconciliations ORDER BY name DESC`,
);

const openDifferences = statement<{ kind: string; count: number }, { kinds: readonly string[] }>(
  'differences.count_open',
  `SELECT kind, n.count FROM unnest((SELECT :kinds::text[])) AS k(kind) CROSS JOIN LATERAL (
     SELECT count(*)::int AS count FROM (
       SELECT FROM reconciliation_differences d WHERE d.kind = k.kind AND d.resolved_at IS NULL LIMIT ${MAX_COUNT}) AS found) AS n
   WHERE n.count > 0 ORDER BY kind`,
);

/** Reads the state of reconciliation for staff. */
@Injectable()
export class ReconciliationOverviewRepository {
  constructor(private readonly database: Database) {}

  /** The recent one, then the long one. */
  standings(): Promise<StoredStanding[]> {
    return this.database.run(standings);
  }

  /** By kind, those that have any; each counted up to 1,000. */
  openDifferences(): Promise<{ kind: string; count: number }[]> {
    return this.database.run(openDifferences, { kinds: allDifferenceKinds });
  }
}
