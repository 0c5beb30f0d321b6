import { Injectable } from '@nestjs/common';
import type {
  ReconciliationCount,
  ReconciliationRunRecord,
  ReconciliationStanding,
  ReconciliationView,
} from '@orderwire/contracts';
import { ReconciliationRunRepository, type StoredRun } from '../reconciliation-run.repository.js';
import {
  ReconciliationOverviewRepository,
  type StoredStanding,
} from './reconciliation-overview.repository.js';

const MAX_RUNS = 20;

/** Reads the state of reconciliation, its open differences by kind and its last runs. */
@Injectable()
export class GetReconciliationUseCase {
  constructor(
    private readonly overview: ReconciliationOverviewRepository,
    private readonly runs: ReconciliationRunRepository,
  ) {}

  async execute(): Promise<ReconciliationView> {
    const [standings, open, runs] = await Promise.all([
      this.overview.standings(),
      this.overview.openDifferences(),
      this.runs.newest(MAX_RUNS),
    ]);
    return {
      reconciliations: standings.map(standingView),
      open: open.map(({ kind, count }) => ({ of: kind, count })),
      runs: runs.map(runRecord),
    };
  }
}

const standingView = ({ name, running, ...times }: StoredStanding): ReconciliationStanding => ({
  name,
  running,
  requestedAt: times.requestedAt?.toISOString() ?? null,
  comparedUntil: times.comparedUntil?.toISOString() ?? null,
  ranAt: times.ranAt?.toISOString() ?? null,
});

const runRecord = ({ report, ...run }: StoredRun): ReconciliationRunRecord => ({
  id: run.id,
  name: run.name,
  requestedBy: run.requestedBy,
  outcome: report ? 'completed' : 'failed',
  error: run.error,
  startedAt: run.startedAt.toISOString(),
  endedAt: run.endedAt.toISOString(),
  from: run.from.toISOString(),
  to: run.to.toISOString(),
  compared: countsOf(report?.compared),
  resolved: countsOf(report?.resolved),
  unresolved: countsOf(report?.unresolved),
  ledgerDifferences: Object.entries(report?.difference ?? {}).map(([currency, amount]) => ({
    currency,
    amount,
  })),
});

/** By name: JSON in PostgreSQL has no order. */
const countsOf = (counts: Readonly<Record<string, number>> = {}): ReconciliationCount[] =>
  Object.entries(counts)
    .map(([of, count]) => ({ of, count }))
    .sort((one, other) => (one.of < other.of ? -1 : 1));
