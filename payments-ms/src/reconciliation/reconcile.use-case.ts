import { Injectable } from '@nestjs/common';
import { Outbox } from '@orderwire/platform';
import { days, type ReconciliationReport, roundToSeconds, type Span } from './reconciliation.js';
import { DifferenceEvents } from './difference-events.service.js';
import { DifferenceRepository } from './difference.repository.js';
import { ReconciliationRun, type RunOptions } from './reconciliation-run.js';
import { ReconcileChargesUseCase } from './steps/reconcile-charges.use-case.js';
import { ReconcileEventsUseCase } from './steps/reconcile-events.use-case.js';
import { ReconcileLedgerUseCase } from './steps/reconcile-ledger.use-case.js';
import { ReconcileMarksUseCase } from './steps/reconcile-marks.use-case.js';
import { ReconcileRefundsAndDisputesUseCase } from './steps/reconcile-refunds-and-disputes.use-case.js';
import { ReconcileSessionsUseCase } from './steps/reconcile-sessions.use-case.js';
import { UnsettledRepository } from './unsettled.repository.js';

/**
 * Compares Stripe's records of a time span with ours, resolves differences where possible and
 * reports the others. Runs may overlap: each difference is resolved once. Memory is limited by the
 * payments of one day.
 */
@Injectable()
export class ReconcileUseCase {
  constructor(
    private readonly events: ReconcileEventsUseCase,
    private readonly sessions: ReconcileSessionsUseCase,
    private readonly charges: ReconcileChargesUseCase,
    private readonly refunds: ReconcileRefundsAndDisputesUseCase,
    private readonly marks: ReconcileMarksUseCase,
    private readonly ledger: ReconcileLedgerUseCase,
    private readonly unsettled: UnsettledRepository,
    private readonly differences: DifferenceRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Throws when Stripe or the database is unavailable, or one of the steps fails: the others are done
   * all the same. Resolved differences stay resolved.
   */
  async execute(requested: Span, options: RunOptions): Promise<ReconciliationReport> {
    const span = roundToSeconds(requested);
    const events = new DifferenceEvents(this.outbox);
    const run = new ReconciliationRun(span, options, (found) =>
      this.differences.record(found, (tx, fresh) => events.add(tx, fresh)),
    );
    const startedAt = await this.differences.now();
    try {
      await this.compare(run, span);
    } finally {
      await run.end();
    }
    if (options.resolve) {
      await this.differences.resolveUnseen(span, startedAt);
      await this.differences.purge();
    }
    return run.result();
  }

  private async compare(run: ReconciliationRun, span: Span): Promise<void> {
    // Events first: the other steps do not find what these settle.
    for (const day of days(span)) {
      await run.start(day);
      await run.attempt(() => this.events.execute(run, day));
    }
    await run.start(null);
    await run.attempt(() => this.sessions.execute(run, span));
    for (const day of days(span)) {
      await run.start(day);
      const charges = await run.attempt(() => this.charges.execute(run, day));
      const refunds = await run.attempt(() => this.refunds.execute(run, day));
      await run.attempt(() => this.marks.execute(run, day));
      // It would report what charges and refunds have not compared.
      if (charges && refunds) await run.attempt(() => this.ledger.execute(run, day));
    }
    await run.start(null);
    await run.attempt(() => this.marks.executeOpen(run, span));
    await this.reportStuck(run);
    run.throwFailure();
  }

  /**
   * Events and refunds of any age that are overdue. Every run reports them until they are settled.
   */
  private async reportStuck(run: ReconciliationRun): Promise<void> {
    for (const { id, type, objectId, receivedAt, attempts, error } of await this.unsettled.stuckEvents())
      run.unresolved(
        'not_settled',
        id,
        `${id} (${type} of ${objectId}) has been waiting since ${receivedAt.toISOString()}, ${attempts} attempts, last error: ${error ?? 'none'}`,
      );
    for (const { id, paymentId, status, requestedAt, attempts, error } of await this.unsettled.stuckRefunds())
      run.unresolved(
        'not_settled',
        id,
        `refund ${id} of ${paymentId} has been ${status} since ${requestedAt.toISOString()}, ${attempts} attempts, last error: ${error ?? 'none'}`,
        { paymentId },
      );
  }
}
