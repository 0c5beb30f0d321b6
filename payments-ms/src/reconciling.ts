import type { Provider } from '@nestjs/common';
import { createLogger, Database, LOGGER, type Logger, Outbox } from '@orderwire/platform';
import { AnnounceAgain } from './application/announce-again.js';
import { KeepReconciled } from './application/keep-reconciled.js';
import { LookForReturns } from './application/look-for-returns.js';
import { LookAgain } from './application/look-again.js';
import { ProcessStripeEvents } from './application/process-stripe-events.js';
import { Reconcile } from './application/reconcile.js';
import { ReconcileCharges } from './application/reconcile-charges.js';
import { ReconcileEvents } from './application/reconcile-events.js';
import { ReconcileLedger } from './application/reconcile-ledger.js';
import { ReconcileRefunds } from './application/reconcile-refunds.js';
import { ReconcileSessions } from './application/reconcile-sessions.js';
import { ReconcileTwicePaid } from './application/reconcile-twice-paid.js';
import { ReconcileWaiting } from './application/reconcile-waiting.js';
import { TellBacklog } from './application/tell-backlog.js';
import { isLiveKey, type PaymentsConfig } from './config.js';
import { PaymentsMetrics } from './inbound/payments.metrics.js';
import { ReconciliationClock } from './inbound/reconciliation.clock.js';
import { CaptureRepository } from './outbound/capture.repository.js';
import { DisputeGateway } from './outbound/dispute.gateway.js';
import { LedgerRepository } from './outbound/ledger.repository.js';
import { ReconcileRepository } from './outbound/reconcile.repository.js';
import { ReconciliationLease } from './outbound/reconciliation-lease.js';
import { RefundGateway } from './outbound/refund.gateway.js';
import { ReturnedRepository } from './outbound/returned.repository.js';
import { StripeBooks } from './outbound/stripe-books.js';
import { StripeEventRepository } from './outbound/stripe-event.repository.js';
import { StripeGateway } from './outbound/stripe.gateway.js';
import { connectStripe } from './outbound/stripe.settings.js';

/** Nobody waits for a page of a list. */
const TIMEOUT_MS = 30_000;

/** How long the worker is waited for. */
const PATIENCE_MS = 8_000;

/** How often a replica looks whether a reconciliation is due. */
const POLL_MS = 15_000;

/** Puts the reconciliation together, for the service and for the command. `nudge` tells a worker in this process, if there is one. */
export function reconciling(
  database: Database,
  config: Pick<PaymentsConfig, 'STRIPE_SECRET' | 'STRIPE_API_URL'>,
  nudge: () => void = () => undefined,
  patienceMs = PATIENCE_MS,
): Reconcile {
  const stripe = connectStripe(config.STRIPE_SECRET, config.STRIPE_API_URL, TIMEOUT_MS);
  const live = isLiveKey(config.STRIPE_SECRET);
  const known = new ReconcileRepository(database);
  const returned = new ReturnedRepository(database);
  const books = new StripeBooks(stripe);
  const gateway = new StripeGateway(stripe);
  // What it does is told as a finding.
  const log = createLogger('payments-ms', 'silent');
  const captures = new CaptureRepository(database);
  const announceAgain = new AnnounceAgain(database, captures, gateway, new Outbox(), log);
  const again = new LookAgain(new StripeEventRepository(database), known, nudge, live, patienceMs);
  return new Reconcile(
    new ReconcileEvents(books, known, again, live),
    new ReconcileSessions(known, gateway, again),
    new ReconcileCharges(books, known, gateway, again),
    new ReconcileRefunds(books, known, returned, again),
    new LookForReturns(known, returned, new RefundGateway(stripe), new DisputeGateway(stripe)),
    new ReconcileLedger(books, known, new LedgerRepository(database)),
    new ReconcileTwicePaid(known, announceAgain),
    new ReconcileWaiting(known),
  );
}

/** What the service needs to reconcile by itself. */
export function reconciliationProviders(config: PaymentsConfig): Provider[] {
  const rhythm = { everySeconds: config.RECONCILE_EVERY_SECONDS, days: config.RECONCILE_DAYS };
  return [
    ReconciliationLease,
    ReconcileRepository,
    TellBacklog,
    PaymentsMetrics,
    {
      provide: Reconcile,
      inject: [Database, ProcessStripeEvents],
      useFactory: (database: Database, worker: ProcessStripeEvents) =>
        reconciling(database, config, () => worker.nudge()),
    },
    {
      provide: KeepReconciled,
      inject: [ReconciliationLease, Reconcile, LOGGER],
      useFactory: (lease: ReconciliationLease, reconcile: Reconcile, log: Logger) =>
        new KeepReconciled(rhythm, lease, reconcile, log),
    },
    {
      provide: ReconciliationClock,
      inject: [KeepReconciled, LOGGER],
      useFactory: (keep: KeepReconciled, log: Logger) =>
        new ReconciliationClock(keep, log, Math.min(POLL_MS, Math.max(250, rhythm.everySeconds * 1_000))),
    },
  ];
}
