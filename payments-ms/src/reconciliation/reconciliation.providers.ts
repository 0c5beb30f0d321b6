import type { Provider } from '@nestjs/common';
import { createLogger, Database, Jobs, LOGGER, type Logger, Outbox } from '@orderwire/platform';
import { CaptureRepository } from '../checkout/capture.repository.js';
import { CheckoutGateway } from '../checkout/checkout.gateway.js';
import { ExpirePaymentSessionUseCase } from '../checkout/expire-payment-session.use-case.js';
import { OrderClient } from '../checkout/order.client.js';
import { RepublishPaymentUseCase } from '../checkout/republish-payment.use-case.js';
import { ShopRepository } from '../checkout/session.repository.js';
import { isLiveKey, type PaymentsConfig } from '../config.js';
import { DisputeGateway } from '../disputes/dispute.gateway.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { MarkGateway } from '../radar/mark.gateway.js';
import { MarkRepository } from '../radar/mark.repository.js';
import { RefundGateway } from '../refunds/refund.gateway.js';
import { StripeStatus } from '../stripe/stripe-status.client.js';
import { connectStripe } from '../stripe/stripe.client.js';
import { ProcessStripeEventsUseCase } from '../webhooks/process-stripe-events.use-case.js';
import { StripeEventRepository } from '../webhooks/stripe-event.repository.js';
import { PaymentsMetrics } from './payments.metrics.js';
import { DifferenceRepository } from './difference.repository.js';
import { EnqueueSyntheticEventsUseCase } from './enqueue-synthetic-events.use-case.js';
import { ReconcileUseCase } from './reconcile.use-case.js';
import { ReconciliationJob } from './reconciliation.job.js';
import { ReconciliationLeaseRepository } from './reconciliation-lease.repository.js';
import { ReconciliationRunRepository } from './reconciliation-run.repository.js';
import { RecoverSessionsUseCase } from '../recovery/recover-sessions.use-case.js';
import { RestoredSessionRepository } from '../recovery/restored-session.repository.js';
import { RestoresListener } from '../recovery/restores.listener.js';
import { RecordedPaymentsRepository } from './recorded-payments.repository.js';
import { ScheduledReconciliationUseCase } from './scheduled-reconciliation.use-case.js';
import { DifferenceListRepository } from './staff/difference-list.repository.js';
import { GetReconciliationUseCase } from './staff/get-reconciliation.use-case.js';
import { ListDifferencesUseCase } from './staff/list-differences.use-case.js';
import { ReconciliationOverviewRepository } from './staff/reconciliation-overview.repository.js';
import { StartReconciliationUseCase } from './staff/start-reconciliation.use-case.js';
import { OwnershipService } from './steps/ownership.service.js';
import { ReconcileChargesUseCase } from './steps/reconcile-charges.use-case.js';
import { ReconcileEventsUseCase } from './steps/reconcile-events.use-case.js';
import { ReconcileLedgerUseCase } from './steps/reconcile-ledger.use-case.js';
import { ReconcileMarksUseCase } from './steps/reconcile-marks.use-case.js';
import { ReconcileRefundsAndDisputesUseCase } from './steps/reconcile-refunds-and-disputes.use-case.js';
import { ReconcileSessionsUseCase } from './steps/reconcile-sessions.use-case.js';
import { StripeRecordsGateway } from './stripe-records.gateway.js';
import { UnsettledRepository } from './unsettled.repository.js';

/** Limit of one request to Stripe: no shopper waits for a page of a list. */
const STRIPE_TIMEOUT_MS = 30_000;

/** How long a run waits for the worker to process its events. */
const WORKER_TIMEOUT_MS = 8_000;

/** How often a replica checks whether a reconciliation is due. */
const POLL_MS = 15_000;

/** Creates a reconciliation. `wakeWorker` wakes a worker in this process; the command has none. */
export function createReconciliation(
  database: Database,
  config: Pick<PaymentsConfig, 'STRIPE_SECRET' | 'STRIPE_API_URL' | 'STRIPE_SHOP'>,
  wakeWorker: () => void = () => undefined,
  workerTimeoutMs = WORKER_TIMEOUT_MS,
): ReconcileUseCase {
  const stripe = connectStripe(config.STRIPE_SECRET, config.STRIPE_API_URL, STRIPE_TIMEOUT_MS);
  const livemode = isLiveKey(config.STRIPE_SECRET);
  const shop = new ShopRepository(database, config.STRIPE_SHOP);
  const silent = createLogger('payments-ms', 'silent');
  const checkout = new CheckoutGateway(stripe, shop.id, new StripeStatus(silent), silent);
  const records = new StripeRecordsGateway(stripe);
  const unsettled = new UnsettledRepository(database);
  const recorded = new RecordedPaymentsRepository(database);
  const ownership = new OwnershipService(records, recorded, shop);
  const events = new StripeEventRepository(database);
  const enqueue = new EnqueueSyntheticEventsUseCase(events, unsettled, wakeWorker, livemode, workerTimeoutMs);
  const outbox = new Outbox();
  const republish = new RepublishPaymentUseCase(
    database,
    new CaptureRepository(database),
    checkout,
    outbox,
    // A republication is reported as a difference.
    silent,
  );
  return new ReconcileUseCase(
    new ReconcileEventsUseCase(records, unsettled, enqueue, ownership, livemode, shop.id),
    new ReconcileSessionsUseCase(unsettled, checkout, enqueue),
    new ReconcileChargesUseCase(records, recorded, unsettled, checkout, enqueue, republish, ownership),
    new ReconcileRefundsAndDisputesUseCase(
      records,
      recorded,
      unsettled,
      new RefundGateway(stripe, shop.id),
      new DisputeGateway(stripe),
      enqueue,
      ownership,
    ),
    new ReconcileMarksUseCase(
      records,
      new MarkRepository(database),
      new MarkGateway(stripe),
      recorded,
      unsettled,
      enqueue,
      ownership,
    ),
    new ReconcileLedgerUseCase(records, recorded, shop, new LedgerRepository(database), ownership),
    unsettled,
    new DifferenceRepository(database),
    outbox,
  );
}

/** The providers of scheduled reconciliation. */
export function reconciliationProviders(config: PaymentsConfig): Provider[] {
  const schedule = { everySeconds: config.RECONCILE_EVERY_SECONDS, days: config.RECONCILE_DAYS };
  const pollMs =
    schedule.everySeconds > 0 ? Math.min(POLL_MS, Math.max(250, schedule.everySeconds * 1_000)) : POLL_MS;
  return [
    ReconciliationLeaseRepository,
    ReconciliationRunRepository,
    ReconciliationOverviewRepository,
    DifferenceListRepository,
    GetReconciliationUseCase,
    ListDifferencesUseCase,
    StartReconciliationUseCase,
    UnsettledRepository,
    PaymentsMetrics,
    {
      provide: ReconcileUseCase,
      inject: [Database, ProcessStripeEventsUseCase],
      useFactory: (database: Database, worker: ProcessStripeEventsUseCase) =>
        createReconciliation(database, config, () => worker.wake()),
    },
    {
      provide: ScheduledReconciliationUseCase,
      inject: [ReconciliationLeaseRepository, ReconcileUseCase, ReconciliationRunRepository, LOGGER],
      useFactory: (
        ...dependencies: [
          ReconciliationLeaseRepository,
          ReconcileUseCase,
          ReconciliationRunRepository,
          Logger,
        ]
      ) => new ScheduledReconciliationUseCase(schedule, ...dependencies),
    },
    RestoredSessionRepository,
    OrderClient,
    {
      provide: RecoverSessionsUseCase,
      inject: [
        RestoredSessionRepository,
        StripeEventRepository,
        CheckoutGateway,
        ExpirePaymentSessionUseCase,
        OrderClient,
        LOGGER,
      ],
      useFactory: (
        ...[sessions, events, checkout, expire, orders, log]: [
          RestoredSessionRepository,
          StripeEventRepository,
          CheckoutGateway,
          ExpirePaymentSessionUseCase,
          OrderClient,
          Logger,
        ]
      ) => {
        const livemode = isLiveKey(config.STRIPE_SECRET);
        return new RecoverSessionsUseCase(sessions, events, checkout, expire, orders, livemode, log);
      },
    },
    {
      provide: RestoresListener,
      inject: [RecoverSessionsUseCase, ReconcileUseCase],
      useFactory: (recover: RecoverSessionsUseCase, reconcile: ReconcileUseCase) =>
        new RestoresListener(recover, reconcile),
    },
    {
      provide: ReconciliationJob,
      inject: [ScheduledReconciliationUseCase, StartReconciliationUseCase, Jobs],
      useFactory: (...dependencies: [ScheduledReconciliationUseCase, StartReconciliationUseCase, Jobs]) =>
        new ReconciliationJob(...dependencies, pollMs),
    },
  ];
}
