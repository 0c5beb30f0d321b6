import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import {
  checkTls,
  Database,
  Failpoints,
  Jobs,
  LOGGER,
  type Logger,
  Metrics,
  PlatformModule,
  RefusedWebhooks,
  Readiness,
  prismaProvider,
} from '@orderwire/platform';
import { Stripe } from 'stripe';
import { CaptureRepository } from './checkout/capture.repository.js';
import { CheckoutGateway } from './checkout/checkout.gateway.js';
import { CloseSessionUseCase } from './checkout/close-session.use-case.js';
import { CreatePaymentSessionUseCase } from './checkout/create-payment-session.use-case.js';
import { ExpirePaymentSessionUseCase } from './checkout/expire-payment-session.use-case.js';
import { GetOpenSessionsUseCase } from './checkout/get-open-sessions.use-case.js';
import { OpenCheckoutSessionUseCase } from './checkout/open-checkout-session.use-case.js';
import { PaymentsController } from './payments.controller.js';
import { RecordSessionStateUseCase } from './checkout/record-session-state.use-case.js';
import { RepublishPaymentUseCase } from './checkout/republish-payment.use-case.js';
import { ReturnPagesController } from './checkout/return-pages.controller.js';
import { SessionRepository, ShopRepository } from './checkout/session.repository.js';
import { isLiveKey, type PaymentsConfig } from './config.js';
import { ApplyDisputeUpdateUseCase } from './disputes/apply-dispute-update.use-case.js';
import { DisputeGateway } from './disputes/dispute.gateway.js';
import { DisputeRepository } from './disputes/dispute.repository.js';
import { storeWithFailpoints, stripeWithFailpoints } from './failpoints.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { PrismaClient } from './generated/client.js';
import { ReconciliationController } from './reconciliation/staff/reconciliation.controller.js';
import { reconciliationProviders } from './reconciliation/reconciliation.providers.js';
import { ApplyMarkUseCase } from './radar/apply-mark.use-case.js';
import { MarkGateway } from './radar/mark.gateway.js';
import { MarkRepository } from './radar/mark.repository.js';
import { RecordsController } from './records/records.controller.js';
import { recordProviders } from './records/records.providers.js';
import { ApplyRefundUpdateUseCase } from './refunds/apply-refund-update.use-case.js';
import { OrdersListener } from './refunds/orders.listener.js';
import { PublishRefundEventUseCase } from './refunds/publish-refund-event.use-case.js';
import { RefundGateway } from './refunds/refund.gateway.js';
import { RefundPaymentUseCase } from './refunds/refund-payment.use-case.js';
import { RefundRejectedPaymentsUseCase } from './refunds/refund-rejected-payments.use-case.js';
import { RefundFactsRepository } from './refunds/refund-facts.repository.js';
import { RefundRepository } from './refunds/refund.repository.js';
import { RefundsJob } from './refunds/refunds.job.js';
import { SubmitRefundUseCase } from './refunds/submit-refund.use-case.js';
import { StripeStatus } from './stripe/stripe-status.client.js';
import { connectStripe } from './stripe/stripe.client.js';
import { stripeMeter } from './stripe/stripe.metrics.js';
import { WebhookVerifier } from './webhooks/webhook-verifier.gateway.js';
import { ApplyRefundAndDisputeEventsUseCase } from './webhooks/apply-refund-and-dispute-events.use-case.js';
import { ProcessStripeEventsUseCase } from './webhooks/process-stripe-events.use-case.js';
import { PurgeStripeEventsUseCase } from './webhooks/purge-stripe-events.use-case.js';
import { ReceiveStripeEventUseCase } from './webhooks/receive-stripe-event.use-case.js';
import { SettleSessionEventsUseCase } from './webhooks/settle-session-events.use-case.js';
import { StripeEventRepository } from './webhooks/stripe-event.repository.js';
import { PurgeStripeEventsJob, StripeEventsJob } from './webhooks/stripe-events.job.js';
import { WebhookController } from './webhooks/webhook.controller.js';
import { WebhooksMetrics } from './webhooks/webhooks.metrics.js';

/** Intervals of the background jobs, in milliseconds. */
export interface JobTimes {
  /** How long a claimed event or refund belongs to one replica. */
  leaseMs: number;
  pollMs: number;
  /** Limit of one request to Stripe. Default: that of the client. */
  stripeTimeoutMs?: number;
}

/** The lease is as long as the one of NATS messages. */
const jobTimesOf = ({ EVENT_ACK_WAIT_SECONDS = 30 }: PaymentsConfig): JobTimes => ({
  leaseMs: EVENT_ACK_WAIT_SECONDS * 1_000,
  pollMs: 1_000,
});

@Module({})
export class PaymentsModule {
  static with(config: PaymentsConfig, times: JobTimes = jobTimesOf(config)): DynamicModule {
    return {
      module: PaymentsModule,
      imports: [PlatformModule.forService('payments-ms', config)],
      controllers: [
        PaymentsController,
        RecordsController,
        ReconciliationController,
        WebhookController,
        ReturnPagesController,
      ],
      providers: [
        {
          provide: StripeStatus,
          inject: [LOGGER, Readiness],
          useFactory: (log: Logger, readiness: Readiness) => {
            const status = new StripeStatus(log);
            readiness.warnWith(() => status.warnings());
            return status;
          },
        },
        {
          provide: Stripe,
          inject: [LOGGER, StripeStatus, Metrics, { token: Failpoints, optional: true }],
          useFactory: (
            log: Logger,
            status: StripeStatus,
            metrics: Metrics,
            failpoints: Failpoints | null,
          ) => {
            const { STRIPE_SECRET, STRIPE_API_URL } = config;
            checkTls(STRIPE_API_URL ?? 'https://api.stripe.com', log);
            const timeout = times.stripeTimeoutMs;
            const stripe = connectStripe(
              STRIPE_SECRET,
              STRIPE_API_URL,
              timeout,
              status,
              stripeMeter(metrics),
            );
            return failpoints ? stripeWithFailpoints(stripe, failpoints) : stripe;
          },
        },
        LedgerRepository,
        ...checkoutProviders(config),
        RefusedWebhooks,
        ...webhookProviders(config, times),
        ...refundProviders(times),
        ...reconciliationProviders(config),
        ...recordProviders,
      ],
    };
  }
}

function checkoutProviders(config: PaymentsConfig): Provider[] {
  const urls = { successUrl: config.STRIPE_SUCCESS_URL, cancelUrl: config.STRIPE_CANCEL_URL };
  return [
    prismaProvider(PrismaClient),
    SessionRepository,
    {
      provide: ShopRepository,
      inject: [Database],
      useFactory: (database: Database) => new ShopRepository(database, config.STRIPE_SHOP),
    },
    CaptureRepository,
    OpenCheckoutSessionUseCase,
    CloseSessionUseCase,
    RepublishPaymentUseCase,
    ExpirePaymentSessionUseCase,
    GetOpenSessionsUseCase,
    {
      provide: CheckoutGateway,
      inject: [Stripe, ShopRepository, StripeStatus, LOGGER],
      useFactory: (stripe: Stripe, shop: ShopRepository, status: StripeStatus, log: Logger) =>
        new CheckoutGateway(stripe, shop.id, status, log),
    },
    {
      provide: CreatePaymentSessionUseCase,
      inject: [
        CheckoutGateway,
        SessionRepository,
        OpenCheckoutSessionUseCase,
        CloseSessionUseCase,
        RecordSessionStateUseCase,
        RepublishPaymentUseCase,
        LOGGER,
      ],
      useFactory: (
        ...dependencies: [
          CheckoutGateway,
          SessionRepository,
          OpenCheckoutSessionUseCase,
          CloseSessionUseCase,
          RecordSessionStateUseCase,
          RepublishPaymentUseCase,
          Logger,
        ]
      ) => new CreatePaymentSessionUseCase(urls, ...dependencies),
    },
    {
      provide: RecordSessionStateUseCase,
      inject: [StripeEventRepository, ProcessStripeEventsUseCase],
      useFactory: (events: StripeEventRepository, process: ProcessStripeEventsUseCase) =>
        new RecordSessionStateUseCase(events, process, isLiveKey(config.STRIPE_SECRET)),
    },
  ];
}

function webhookProviders(config: PaymentsConfig, { leaseMs, pollMs }: JobTimes): Provider[] {
  return [
    StripeEventRepository,
    SettleSessionEventsUseCase,
    ApplyRefundAndDisputeEventsUseCase,
    PurgeStripeEventsUseCase,
    PurgeStripeEventsJob,
    WebhooksMetrics,
    { provide: WebhookVerifier, useFactory: () => new WebhookVerifier(config.STRIPE_ENDPOINT_SECRET) },
    {
      provide: ReceiveStripeEventUseCase,
      inject: [
        WebhookVerifier,
        StripeEventRepository,
        ProcessStripeEventsUseCase,
        ShopRepository,
        { token: Failpoints, optional: true },
      ],
      useFactory: (
        verifier: WebhookVerifier,
        events: StripeEventRepository,
        process: ProcessStripeEventsUseCase,
        shop: ShopRepository,
        failpoints: Failpoints | null,
      ) => {
        const store = failpoints ? storeWithFailpoints(events, failpoints) : events;
        const livemode = isLiveKey(config.STRIPE_SECRET);
        return new ReceiveStripeEventUseCase(verifier, store, process, livemode, shop.id);
      },
    },
    {
      provide: ProcessStripeEventsUseCase,
      inject: [
        StripeEventRepository,
        CheckoutGateway,
        SettleSessionEventsUseCase,
        ApplyRefundAndDisputeEventsUseCase,
        LOGGER,
      ],
      useFactory: (
        ...dependencies: [
          StripeEventRepository,
          CheckoutGateway,
          SettleSessionEventsUseCase,
          ApplyRefundAndDisputeEventsUseCase,
          Logger,
        ]
      ) => new ProcessStripeEventsUseCase(...dependencies, leaseMs),
    },
    {
      provide: StripeEventsJob,
      inject: [ProcessStripeEventsUseCase, Jobs],
      useFactory: (process: ProcessStripeEventsUseCase, jobs: Jobs) =>
        new StripeEventsJob(process, jobs, pollMs),
    },
  ];
}

/** Refunds, disputes, fraud warnings and reviews. */
function refundProviders({ leaseMs, pollMs }: JobTimes): Provider[] {
  return [
    RefundRepository,
    RefundFactsRepository,
    DisputeRepository,
    PublishRefundEventUseCase,
    ApplyRefundUpdateUseCase,
    ApplyDisputeUpdateUseCase,
    RefundPaymentUseCase,
    RefundRejectedPaymentsUseCase,
    OrdersListener,
    {
      provide: RefundGateway,
      inject: [Stripe, ShopRepository],
      useFactory: (stripe: Stripe, shop: ShopRepository) => new RefundGateway(stripe, shop.id),
    },
    MarkRepository,
    ApplyMarkUseCase,
    { provide: MarkGateway, inject: [Stripe], useFactory: (stripe: Stripe) => new MarkGateway(stripe) },
    { provide: DisputeGateway, inject: [Stripe], useFactory: (stripe: Stripe) => new DisputeGateway(stripe) },
    {
      provide: SubmitRefundUseCase,
      inject: [RefundRepository, RefundGateway, ApplyRefundUpdateUseCase, LOGGER],
      useFactory: (...dependencies: [RefundRepository, RefundGateway, ApplyRefundUpdateUseCase, Logger]) =>
        new SubmitRefundUseCase(...dependencies, leaseMs),
    },
    {
      provide: RefundsJob,
      inject: [SubmitRefundUseCase],
      useFactory: (submit: SubmitRefundUseCase) => new RefundsJob(submit, pollMs),
    },
  ];
}
