import { Injectable } from '@nestjs/common';
import type { ReconciliationName } from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { ReconcileUseCase } from './reconcile.use-case.js';
import {
  type FoundKind,
  longSpan,
  recentSpan,
  type ReconciliationReport,
  type Span,
} from './reconciliation.js';
import {
  type ReconciliationLease,
  ReconciliationLeaseRepository,
} from './reconciliation-lease.repository.js';
import { ReconciliationRunRepository } from './reconciliation-run.repository.js';

export interface ReconciliationSchedule {
  /** Seconds between two reconciliations of recent records; 0: none. */
  readonly everySeconds: number;
  /** Days that the daily reconciliation compares; 0: none. */
  readonly days: number;
}

const DAILY_SECONDS = 86_400;
/** Days of a long run that staff request while daily ones are disabled. */
const REQUESTED_DAYS = 30;
/** Pause after a run that failed; it doubles with each further one, up to the interval or an hour. */
const FIRST_PAUSE_SECONDS = 15;
const LAST_PAUSE_SECONDS = 3_600;
/** How often a run renews its lease. */
const RENEW_MS = 10_000;
/** How often a run logs its progress. */
const PROGRESS_MS = 30_000;

/** Runs reconciliations that are due or requested, one replica at a time. */
@Injectable()
export class ScheduledReconciliationUseCase {
  /** Runs of this replica that failed in a row. */
  private readonly failures = new Map<ReconciliationName, number>();
  private listener: (name: ReconciliationName, report: ReconciliationReport) => void = () => undefined;

  constructor(
    private readonly schedule: ReconciliationSchedule,
    private readonly leases: ReconciliationLeaseRepository,
    private readonly reconcile: ReconcileUseCase,
    private readonly runs: ReconciliationRunRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Calls back after each reconciliation of this replica. */
  onReconciled(listener: (name: ReconciliationName, report: ReconciliationReport) => void): void {
    this.listener = listener;
  }

  /** A run that fails is repeated from the same watermark, after a growing pause. */
  async execute(signal: AbortSignal): Promise<void> {
    const { everySeconds, days } = this.schedule;
    try {
      await this.runIfDue('recent', everySeconds, signal);
    } finally {
      // Also after a failure, whose cause may be in the recent span only.
      await this.runIfDue('long', days > 0 ? DAILY_SECONDS : 0, signal);
    }
  }

  private async runIfDue(name: ReconciliationName, everySeconds: number, signal: AbortSignal): Promise<void> {
    const lease = await this.leases.acquire(name, everySeconds);
    if (!lease) return;
    const span = this.spanOf(lease);
    try {
      const report = await this.run(lease, span, signal);
      await lease.finish(report);
      await this.remember(lease, report.span, { report });
      this.failures.delete(name);
      this.listener(name, report);
    } catch (error) {
      const interrupted = signal.aborted;
      const pauseSeconds = interrupted ? 0 : this.pauseSeconds(name, everySeconds);
      await lease.release({ pauseSeconds, interrupted }).catch(() => undefined);
      if (!interrupted) await this.remember(lease, span, { error: error as Error });
      throw error;
    }
  }

  /** A run counts, whether or not the history has it: the database may be unavailable. */
  private async remember(...run: Parameters<ReconciliationRunRepository['record']>): Promise<void> {
    await this.runs
      .record(...run)
      .catch((error: unknown) => this.log.warn({ err: error }, 'a reconciliation is missing in the history'));
  }

  private spanOf({ name, watermark, now }: ReconciliationLease): Span {
    return name === 'recent'
      ? recentSpan(watermark, now)
      : longSpan(this.schedule.days > 0 ? this.schedule.days : REQUESTED_DAYS, now);
  }

  private pauseSeconds(name: ReconciliationName, everySeconds: number): number {
    const before = this.failures.get(name) ?? 0;
    this.failures.set(name, before + 1);
    return Math.min(FIRST_PAUSE_SECONDS * 2 ** before, everySeconds, LAST_PAUSE_SECONDS);
  }

  private async run(
    lease: ReconciliationLease,
    span: Span,
    signal: AbortSignal,
  ): Promise<ReconciliationReport> {
    const { name } = lease;
    let [renewedAt, loggedAt] = [Date.now(), Date.now()];
    const report = await this.reconcile.execute(span, {
      resolve: true,
      signal,
      onEnd: (found) => found.forEach((one) => this.logNew(one)),
      onProgress: async (day, compared) => {
        if (Date.now() - loggedAt >= PROGRESS_MS) {
          loggedAt = Date.now();
          this.log.info({ name, day: day.from, compared }, 'reconciling with Stripe');
        }
        if (Date.now() - renewedAt < RENEW_MS) return;
        await lease.renew();
        renewedAt = Date.now();
      },
    });
    const { compared, resolved, unresolved, foreign } = report;
    const level = report.found.length > 0 ? 'info' : 'debug';
    this.log[level]({ name, span, compared, resolved, unresolved, foreign }, 'reconciled with Stripe');
    return report;
  }

  /** One line per kind. A difference is named when it is new, not by every run that finds it. */
  private logNew({ kind, resolved, count, newCount, newSamples: samples }: FoundKind): void {
    if (newCount === 0) return;
    const about = { kind, count, new: newCount, samples };
    if (resolved) this.log.warn(about, 'reconciliation resolved differences with Stripe');
    else
      this.log.error(
        about,
        'reconciliation found differences with Stripe that staff must resolve; "reconcile list" lists them',
      );
  }
}
