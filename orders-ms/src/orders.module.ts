import { type DynamicModule, Module } from '@nestjs/common';
import { type Logger, LOGGER, PlatformModule } from '@orderwire/platform';
import { AnswerOnce } from './application/answer-once.js';
import { AskForRefund } from './application/ask-for-refund.js';
import { AssignOrder } from './application/assign-order.js';
import { BrowseOrders } from './application/browse-orders.js';
import { CancelUnpaid } from './application/cancel-unpaid.js';
import { ChaseRefunds } from './application/chase-refunds.js';
import { ClaimGuestOrders } from './application/claim-guest-orders.js';
import { ClearAway } from './application/clear-away.js';
import { FindOrder } from './application/find-order.js';
import { FollowRefunds } from './application/follow-refunds.js';
import { ForgetCustomers } from './application/forget-customers.js';
import { GiveUpOrder } from './application/give-up-order.js';
import { HoldStock } from './application/hold-stock.js';
import { LapseOrders } from './application/lapse-orders.js';
import { MoveOrder } from './application/move-order.js';
import { NoteDisputes } from './application/note-disputes.js';
import { NoteMismatch } from './application/note-mismatch.js';
import { OpenPaymentSession } from './application/open-payment-session.js';
import { PlaceOrder } from './application/place-order.js';
import { RefundOrder } from './application/refund-order.js';
import { RejectMoney } from './application/reject-money.js';
import { ReleaseStock } from './application/release-stock.js';
import { RenewPaymentLink } from './application/renew-payment-link.js';
import { SessionTimes } from './application/session-times.js';
import { SettleOrders } from './application/settle-orders.js';
import { ShowOrder } from './application/show-order.js';
import { TellTroubles } from './application/tell-troubles.js';
import type { OrdersConfig } from './config.js';
import { OrderTokens } from './domain/order-tokens.js';
import { checkTransitions, transitions } from './domain/order-status.js';
import { AccountsListener } from './inbound/accounts.listener.js';
import { Clock } from './inbound/clock.js';
import { OrdersController } from './inbound/orders.controller.js';
import { OrdersMetrics } from './inbound/orders.metrics.js';
import { PaymentsListener } from './inbound/payments.listener.js';
import { RefundsListener } from './inbound/refunds.listener.js';
import { AccountClient } from './outbound/account.client.js';
import { CustomerRepository } from './outbound/customer.repository.js';
import { DisputeRepository } from './outbound/dispute.repository.js';
import { IdempotencyRepository } from './outbound/idempotency.repository.js';
import { OrderReader } from './outbound/order.reader.js';
import { OrderRepository } from './outbound/order.repository.js';
import { PaymentEventsRepository } from './outbound/payment-events.repository.js';
import { PaymentClient } from './outbound/payment.client.js';
import { prisma } from './outbound/prisma.js';
import { ProductClient } from './outbound/product.client.js';
import { RefundRepository } from './outbound/refund.repository.js';

/** All of orders-ms. */
@Module({})
export class OrdersModule {
  /** Throws when the table of order states is broken. */
  static with(config: OrdersConfig): DynamicModule {
    checkTransitions(transitions);
    return {
      module: OrdersModule,
      imports: [PlatformModule.forService('orders-ms', config)],
      controllers: [OrdersController],
      providers: [
        { provide: SessionTimes, useValue: new SessionTimes(config.SESSION_MINUTES) },
        { provide: OrderTokens, useValue: new OrderTokens(config.ORDER_TOKEN_SECRET) },
        prisma,
        OrderRepository,
        OrderReader,
        PaymentEventsRepository,
        IdempotencyRepository,
        CustomerRepository,
        RefundRepository,
        DisputeRepository,
        AccountClient,
        ProductClient,
        PaymentClient,
        AnswerOnce,
        HoldStock,
        ReleaseStock,
        OpenPaymentSession,
        GiveUpOrder,
        FindOrder,
        PlaceOrder,
        ShowOrder,
        BrowseOrders,
        CancelUnpaid,
        MoveOrder,
        AssignOrder,
        RenewPaymentLink,
        RejectMoney,
        SettleOrders,
        LapseOrders,
        NoteMismatch,
        FollowRefunds,
        AskForRefund,
        RefundOrder,
        ChaseRefunds,
        NoteDisputes,
        ClearAway,
        ClaimGuestOrders,
        ForgetCustomers,
        TellTroubles,
        OrdersMetrics,
        PaymentsListener,
        RefundsListener,
        AccountsListener,
        {
          provide: Clock,
          inject: [ClearAway, ChaseRefunds, LOGGER],
          useFactory: (clearAway: ClearAway, chaseRefunds: ChaseRefunds, log: Logger) =>
            new Clock(clearAway, chaseRefunds, log, config.ORDER_SWEEP_SECONDS * 1_000),
        },
      ],
    };
  }
}
