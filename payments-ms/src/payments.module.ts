import { type DynamicModule, Module } from '@nestjs/common';
import { Failpoints, LOGGER, type Logger, PlatformModule } from '@orderwire/platform';
import { Stripe } from 'stripe';
import { AnnounceAgain } from './application/announce-again.js';
import { CloseSession } from './application/close-session.js';
import { CreatePaymentSession } from './application/create-payment-session.js';
import { ExpirePaymentSession } from './application/expire-payment-session.js';
import { OpenAtStripe } from './application/open-at-stripe.js';
import { NoteCapture } from './application/note-capture.js';
import { ProcessStripeEvents } from './application/process-stripe-events.js';
import { FailpointReceiveStripeEvent } from './application/receive-stripe-event.failpoints.js';
import { ReceiveStripeEvent } from './application/receive-stripe-event.js';
import { SettleEvents } from './application/settle-events.js';
import { SettleMoneyEvents } from './application/settle-money-events.js';
import { SweepStripeEvents } from './application/sweep-stripe-events.js';
import { isLiveKey, type PaymentsConfig } from './config.js';
import { PagesController } from './inbound/pages.controller.js';
import { OldEventsSweeper } from './inbound/old-events.sweeper.js';
import { PaymentsController } from './inbound/payments.controller.js';
import { StripeEventsWorker } from './inbound/stripe-events.worker.js';
import { WebhookController } from './inbound/webhook.controller.js';
import { CaptureRepository } from './outbound/capture.repository.js';
import { LedgerRepository } from './outbound/ledger.repository.js';
import { prismaProvider } from './outbound/prisma.js';
import { SessionRepository } from './outbound/session.repository.js';
import { StripeEventRepository } from './outbound/stripe-event.repository.js';
import { StripeGateway } from './outbound/stripe.gateway.js';
import { withFailpoints } from './outbound/stripe.failpoints.js';
import { connectStripe } from './outbound/stripe.settings.js';
import { WebhookVerifier } from './outbound/webhook-verifier.js';
import { reconciliationProviders } from './reconciling.js';
import { returnProviders } from './returning.js';

/** How the worker keeps time: how long a taken event is its own, how often it looks without being told, how long it waits for Stripe. */
export interface WorkerPace {
  leaseMs: number;
  pollMs: number;
  /** One call's limit at Stripe, other than the usual one. */
  stripeMs?: number;
}

/** Stripe's events are another process's after as long as NATS' are. */
const paceOf = ({ EVENT_ACK_WAIT_SECONDS = 30 }: PaymentsConfig): WorkerPace => ({
  leaseMs: EVENT_ACK_WAIT_SECONDS * 1_000,
  pollMs: 1_000,
});

@Module({})
export class PaymentsModule {
  static with(
    config: PaymentsConfig,
    { leaseMs, pollMs, stripeMs }: WorkerPace = paceOf(config),
  ): DynamicModule {
    const urls = { successUrl: config.STRIPE_SUCCESS_URL, cancelUrl: config.STRIPE_CANCEL_URL };
    return {
      module: PaymentsModule,
      imports: [PlatformModule.forService('payments-ms', config)],
      controllers: [PaymentsController, WebhookController, PagesController],
      providers: [
        prismaProvider,
        SessionRepository,
        StripeEventRepository,
        OpenAtStripe,
        CloseSession,
        CaptureRepository,
        AnnounceAgain,
        ExpirePaymentSession,
        SettleEvents,
        SweepStripeEvents,
        OldEventsSweeper,
        ...reconciliationProviders(config),
        LedgerRepository,
        ...returnProviders(leaseMs, pollMs),
        {
          provide: Stripe,
          inject: [{ token: Failpoints, optional: true }],
          useFactory: (failpoints: Failpoints | null) => {
            const stripe = connectStripe(config.STRIPE_SECRET, config.STRIPE_API_URL, stripeMs);
            return failpoints ? withFailpoints(stripe, failpoints) : stripe;
          },
        },
        {
          provide: StripeGateway,
          inject: [Stripe],
          useFactory: (stripe: Stripe) => new StripeGateway(stripe),
        },
        { provide: WebhookVerifier, useFactory: () => new WebhookVerifier(config.STRIPE_ENDPOINT_SECRET) },
        {
          provide: CreatePaymentSession,
          inject: [SessionRepository, OpenAtStripe, CloseSession, NoteCapture, AnnounceAgain],
          useFactory: (
            sessions: SessionRepository,
            opener: OpenAtStripe,
            close: CloseSession,
            capture: NoteCapture,
            announceAgain: AnnounceAgain,
          ) => new CreatePaymentSession(urls, sessions, opener, close, capture, announceAgain),
        },
        {
          provide: NoteCapture,
          inject: [StripeEventRepository, ProcessStripeEvents],
          useFactory: (events: StripeEventRepository, worker: ProcessStripeEvents) =>
            new NoteCapture(events, worker, isLiveKey(config.STRIPE_SECRET)),
        },
        {
          provide: ProcessStripeEvents,
          inject: [StripeEventRepository, StripeGateway, SettleEvents, SettleMoneyEvents, LOGGER],
          useFactory: (
            events: StripeEventRepository,
            stripe: StripeGateway,
            settle: SettleEvents,
            money: SettleMoneyEvents,
            log: Logger,
          ) => new ProcessStripeEvents(events, stripe, settle, money, log, leaseMs),
        },
        {
          provide: ReceiveStripeEvent,
          inject: [
            WebhookVerifier,
            StripeEventRepository,
            ProcessStripeEvents,
            { token: Failpoints, optional: true },
          ],
          useFactory: (
            verifier: WebhookVerifier,
            events: StripeEventRepository,
            worker: ProcessStripeEvents,
            failpoints: Failpoints | null,
          ) => {
            const parts = [verifier, events, worker, isLiveKey(config.STRIPE_SECRET)] as const;
            return failpoints
              ? new FailpointReceiveStripeEvent(failpoints, ...parts)
              : new ReceiveStripeEvent(...parts);
          },
        },
        {
          provide: StripeEventsWorker,
          inject: [ProcessStripeEvents, LOGGER],
          useFactory: (process: ProcessStripeEvents, log: Logger) =>
            new StripeEventsWorker(process, log, pollMs),
        },
      ],
    };
  }
}
