import { Injectable } from '@nestjs/common';
import { days, type Report, type Span, wholeSeconds } from '../domain/reconciliation.js';
import { LookForReturns } from './look-for-returns.js';
import { ReconcileCharges } from './reconcile-charges.js';
import { ReconcileEvents } from './reconcile-events.js';
import { ReconcileLedger } from './reconcile-ledger.js';
import { ReconcileRefunds } from './reconcile-refunds.js';
import { ReconcileSessions } from './reconcile-sessions.js';
import { ReconcileTwicePaid } from './reconcile-twice-paid.js';
import { ReconcileWaiting } from './reconcile-waiting.js';
import { ReconciliationRun, type RunOptions } from './reconciliation-run.js';

/**
 * Lays what Stripe has written down in a span of time beside our rows, mends what can be mended and tells what cannot.
 * Any number may run at once and again: whatever is healed is healed once. Memory is bounded by one day's payments.
 */
@Injectable()
export class Reconcile {
  constructor(
    private readonly events: ReconcileEvents,
    private readonly sessions: ReconcileSessions,
    private readonly charges: ReconcileCharges,
    private readonly refunds: ReconcileRefunds,
    private readonly returns: LookForReturns,
    private readonly ledger: ReconcileLedger,
    private readonly twicePaid: ReconcileTwicePaid,
    private readonly waiting: ReconcileWaiting,
  ) {}

  /** Throws when Stripe or the database cannot be asked; what was healed until then stays healed. */
  async execute(asked: Span, options: RunOptions): Promise<Report> {
    const span = wholeSeconds(asked);
    const run = new ReconciliationRun(span, options);
    // Webhooks first: what they settle is not found again by the steps after them.
    for (const day of days(span)) await this.events.execute(run, day);
    await this.sessions.execute(run, span);
    for (const day of days(span)) {
      await this.charges.execute(run, day);
      await this.twicePaid.execute(run, day);
      await this.returns.execute(run, day, await this.refunds.execute(run, day));
      await this.ledger.execute(run, day);
    }
    // Last: what was settled meanwhile waits no more.
    await this.waiting.execute(run);
    return run.report();
  }
}
