import { Injectable } from '@nestjs/common';
import type { ReconciliationName } from '@orderwire/contracts';
import { Database, statement } from '@orderwire/platform';
import type { ReconciliationReport, Span } from './reconciliation.js';

const MAX_RUNS = 1_000;
const MAX_ERROR = 1_000;

/** The part of a report that the history of runs keeps. */
export type RunSummary = Pick<
  ReconciliationReport,
  'compared' | 'resolved' | 'unresolved' | 'foreign' | 'difference'
>;

/** A run that has ended. `report` is null if it failed, and `error` if it did not. */
export type StoredRun = {
  readonly id: string;
  readonly name: ReconciliationName;
  readonly requestedBy: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly from: Date;
  readonly to: Date;
  readonly report: RunSummary | null;
  readonly error: string | null;
};

/** Also deletes what exceeds the number of kept runs. */
const record = statement<
  Record<string, never>,
  Omit<StoredRun, 'id' | 'endedAt' | 'report'> & { report: string | null }
>(
  'reconciliation_runs.record',
  `WITH deleted AS (
     DELETE FROM reconciliation_runs WHERE id <= (SELECT id FROM reconciliation_runs ORDER BY id DESC OFFSET ${MAX_RUNS - 1} LIMIT 1)
   )
   INSERT INTO reconciliation_runs (name, requested_by, started_at, compared_from, compared_to, report, error)
   VALUES (:name, :requestedBy, :startedAt, :from, :to, :report::jsonb, :error)`,
);

const newest = statement<StoredRun, { limit: number }>(
  'reconciliation_runs.newest',
  `SELECT id, name, requested_by AS "requestedBy", started_at AS "startedAt", ended_at AS "endedAt",
     compared_from AS "from", compared_to AS "to", report, error
   FROM reconciliation_runs ORDER BY id DESC LIMIT :limit`,
);

/** The history of runs: the newest 1,000. */
@Injectable()
export class ReconciliationRunRepository {
  constructor(private readonly database: Database) {}

  async record(
    lease: { name: ReconciliationName; requestedBy: string | null; now: Date },
    { from, to }: Span,
    result: { report: ReconciliationReport } | { error: Error },
  ): Promise<void> {
    const { name, requestedBy, now: startedAt } = lease;
    await this.database.run(record, {
      ...{ name, requestedBy, startedAt, from, to },
      report: 'report' in result ? JSON.stringify(summaryOf(result.report)) : null,
      error: 'error' in result ? errorOf(result.error) : null,
    });
  }

  newest(limit: number): Promise<StoredRun[]> {
    return this.database.run(newest, { limit });
  }
}

const summaryOf = ({
  compared,
  resolved,
  unresolved,
  foreign,
  difference,
}: ReconciliationReport): RunSummary => ({ compared, resolved, unresolved, foreign, difference });

/** PostgreSQL stores no NUL and no half of a surrogate pair. */
const errorOf = ({ message }: Error): string =>
  message.replaceAll('\u0000', '').slice(0, MAX_ERROR).toWellFormed() || 'unknown error';
