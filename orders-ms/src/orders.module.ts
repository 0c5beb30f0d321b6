import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule, prismaProvider } from '@orderwire/platform';
import { ApplyBulkActionUseCase } from './bulk/apply-bulk-action.use-case.js';
import { BulkActionRepository } from './bulk/bulk-action.repository.js';
import { BulkActionsController } from './bulk/bulk-actions.controller.js';
import { BulkActionsJob } from './bulk/bulk-actions.job.js';
import { BulkSelectionRepository } from './bulk/bulk-selection.repository.js';
import { GetBulkActionUseCase } from './bulk/get-bulk-action.use-case.js';
import { ListBulkActionsUseCase } from './bulk/list-bulk-actions.use-case.js';
import { RunBulkActionsUseCase } from './bulk/run-bulk-actions.use-case.js';
import { StartBulkActionUseCase } from './bulk/start-bulk-action.use-case.js';
import { StopBulkActionUseCase } from './bulk/stop-bulk-action.use-case.js';
import type { OrdersConfig } from './config.js';
import { AccountsListener } from './customers/accounts.listener.js';
import { CustomerOrdersUseCase } from './customers/customer-orders.use-case.js';
import { CustomerRepository } from './customers/customer.repository.js';
import { OrderTokens } from './customers/order-tokens.js';
import { IdempotencyRepository } from './idempotency/idempotency.repository.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { PurgeIdempotencyKeysUseCase } from './idempotency/purge-idempotency-keys.use-case.js';
import { AccountClient } from './lifecycle/account.client.js';
import { AssignOrderUseCase } from './lifecycle/assign-order.use-case.js';
import { CancelOrderUseCase } from './lifecycle/cancel-order.use-case.js';
import { ChangeOrderStatusUseCase } from './lifecycle/change-order-status.use-case.js';
import { ExpireOverdueOrdersUseCase } from './lifecycle/expire-overdue-orders.use-case.js';
import { FindOrderUseCase } from './lifecycle/find-order.use-case.js';
import { GetMailDetailsUseCase } from './lifecycle/get-mail-details.use-case.js';
import { GetOrderUseCase } from './lifecycle/get-order.use-case.js';
import { checkTransitions, transitions } from './lifecycle/order-status.js';
import { OrderRepository } from './lifecycle/order.repository.js';
import { OrdersMetrics } from './lifecycle/orders.metrics.js';
import { OverdueOrderRepository } from './lifecycle/overdue-order.repository.js';
import { CountOrdersUseCase } from './lists/count-orders.use-case.js';
import { ListOrdersUseCase } from './lists/list-orders.use-case.js';
import { ListPlacedOrdersUseCase } from './lists/list-placed-orders.use-case.js';
import { OrderListRepository } from './lists/order-list.repository.js';
import { OrderSearchRepository } from './lists/order-search.repository.js';
import { SearchOrdersUseCase } from './lists/search-orders.use-case.js';
import { OrdersController } from './orders.controller.js';
import { OrdersJob, SWEEP_INTERVAL_MS } from './orders.job.js';
import { HandlePaymentMismatchUseCase } from './payment/handle-payment-mismatch.use-case.js';
import { HandleSessionEndUseCase } from './payment/handle-session-end.use-case.js';
import { LockedOrderRepository } from './payment/locked-order.repository.js';
import { MarkOrdersPaidUseCase } from './payment/mark-orders-paid.use-case.js';
import {
  OpenPaymentSessionUseCase,
  PAYMENT_PERIOD,
  type PaymentPeriod,
} from './payment/open-payment-session.use-case.js';
import { type AttemptLimits, PaymentAttemptRepository } from './payment/payment-attempt.repository.js';
import { PaymentClient } from './payment/payment.client.js';
import { PaymentsListener } from './payment/payments.listener.js';
import { RecordDelayedPaymentsUseCase } from './payment/record-delayed-payments.use-case.js';
import { RejectPaymentUseCase } from './payment/reject-payment.use-case.js';
import { ATTEMPT_LIMITS, RenewPaymentSessionUseCase } from './payment/renew-payment-session.use-case.js';
import { CreateOrderUseCase } from './placing/create-order.use-case.js';
import { NewOrderRepository } from './placing/new-order.repository.js';
import { OpenOrderRepository } from './placing/open-order.repository.js';
import { ProductClient } from './placing/product.client.js';
import {
  OPEN_ORDER_LIMITS,
  type OpenOrderLimits,
  StoreOrderUseCase,
} from './placing/store-order.use-case.js';
import { PrismaClient } from './generated/client.js';
import { ApplyRefundUpdatesUseCase } from './refunds/apply-refund-updates.use-case.js';
import { DisputeRepository } from './refunds/dispute.repository.js';
import { MarkRepository } from './refunds/mark.repository.js';
import { RecordDisputesUseCase } from './refunds/record-disputes.use-case.js';
import { RecordMarksUseCase } from './refunds/record-marks.use-case.js';
import { RefundOrderUseCase } from './refunds/refund-order.use-case.js';
import { RefundRepository } from './refunds/refund.repository.js';
import { RefundsListener } from './refunds/refunds.listener.js';
import { RetryPendingRefundsUseCase } from './refunds/retry-pending-refunds.use-case.js';
import { SubmitRefundUseCase } from './refunds/submit-refund.use-case.js';
import { OrderFactRepository } from './facts/order-fact.repository.js';
import { ReadOrderFactsUseCase } from './facts/read-order-facts.use-case.js';
import { GetShippableOrderUseCase } from './shipping/get-shippable-order.use-case.js';
import { MoveParcelsUseCase } from './shipping/move-parcels.use-case.js';
import { ParcelRepository } from './shipping/parcel.repository.js';
import { ShipmentsListener } from './shipping/shipments.listener.js';
import { CreateTaxRateUseCase } from './tax/create-tax-rate.use-case.js';
import { EndTaxRateUseCase } from './tax/end-tax-rate.use-case.js';
import { ListTaxRatesUseCase } from './tax/list-tax-rates.use-case.js';
import { TaxRateRepository } from './tax/tax-rate.repository.js';
import { TaxRatesController } from './tax/tax-rates.controller.js';
import { SELLER_COUNTRY, TaxService } from './tax/tax.service.js';
import { GetOrderTimelineUseCase } from './timeline/get-order-timeline.use-case.js';
import { TimelineRepository } from './timeline/timeline.repository.js';
import { timelinePartitions } from './timeline/timeline-partitions.job.js';

const inbound = [
  OrdersJob,
  BulkActionsJob,
  PaymentsListener,
  RefundsListener,
  AccountsListener,
  ShipmentsListener,
];

const application = [
  CreateOrderUseCase,
  StoreOrderUseCase,
  GetOrderUseCase,
  ListOrdersUseCase,
  CountOrdersUseCase,
  SearchOrdersUseCase,
  StartBulkActionUseCase,
  GetBulkActionUseCase,
  ListBulkActionsUseCase,
  StopBulkActionUseCase,
  RunBulkActionsUseCase,
  ApplyBulkActionUseCase,
  ListPlacedOrdersUseCase,
  GetOrderTimelineUseCase,
  CancelOrderUseCase,
  ChangeOrderStatusUseCase,
  AssignOrderUseCase,
  RenewPaymentSessionUseCase,
  GetMailDetailsUseCase,
  ReadOrderFactsUseCase,
  GetShippableOrderUseCase,
  MoveParcelsUseCase,
  RefundOrderUseCase,
  CreateTaxRateUseCase,
  EndTaxRateUseCase,
  ListTaxRatesUseCase,
  TaxService,
  FindOrderUseCase,
  IdempotencyService,
  OpenPaymentSessionUseCase,
  MarkOrdersPaidUseCase,
  RejectPaymentUseCase,
  HandlePaymentMismatchUseCase,
  HandleSessionEndUseCase,
  RecordDelayedPaymentsUseCase,
  SubmitRefundUseCase,
  ApplyRefundUpdatesUseCase,
  RetryPendingRefundsUseCase,
  RecordDisputesUseCase,
  RecordMarksUseCase,
  CustomerOrdersUseCase,
  ExpireOverdueOrdersUseCase,
  PurgeIdempotencyKeysUseCase,
  OrdersMetrics,
];

const outbound = [
  OrderRepository,
  OrderListRepository,
  OrderSearchRepository,
  BulkActionRepository,
  BulkSelectionRepository,
  OverdueOrderRepository,
  LockedOrderRepository,
  ParcelRepository,
  OrderFactRepository,
  NewOrderRepository,
  OpenOrderRepository,
  PaymentAttemptRepository,
  TimelineRepository,
  RefundRepository,
  DisputeRepository,
  MarkRepository,
  CustomerRepository,
  IdempotencyRepository,
  TaxRateRepository,
  ProductClient,
  PaymentClient,
  AccountClient,
];

@Module({})
export class OrdersModule {
  /** Throws when the table of status transitions is broken. */
  static with(config: OrdersConfig): DynamicModule {
    checkTransitions(transitions);
    return {
      module: OrdersModule,
      imports: [PlatformModule.forService('orders-ms', config)],
      controllers: [OrdersController, BulkActionsController, TaxRatesController],
      providers: [
        { provide: OrderTokens, useValue: new OrderTokens(config.ORDER_TOKEN_SECRET) },
        ...limits(config),
        { provide: SELLER_COUNTRY, useValue: config.SELLER_COUNTRY ?? null },
        { provide: SWEEP_INTERVAL_MS, useValue: config.ORDER_SWEEP_SECONDS * 1_000 },
        prismaProvider(PrismaClient, 'at_start'),
        timelinePartitions,
        ...inbound,
        ...application,
        ...outbound,
      ],
    };
  }
}

const limits = (config: OrdersConfig) => [
  {
    provide: PAYMENT_PERIOD,
    useValue: {
      sessionMinutes: config.SESSION_MINUTES,
      guestSessionMinutes: config.GUEST_SESSION_MINUTES,
      hours: config.PAY_WITHIN_HOURS,
    } satisfies PaymentPeriod,
  },
  {
    provide: ATTEMPT_LIMITS,
    useValue: {
      maxPerHour: config.SESSIONS_PER_HOUR,
      maxInAll: config.SESSIONS_PER_ORDER,
    } satisfies AttemptLimits,
  },
  {
    provide: OPEN_ORDER_LIMITS,
    useValue: {
      perAccount: config.OPEN_ORDERS_PER_ACCOUNT,
      perNetwork: config.OPEN_ORDERS_PER_NETWORK,
      perEmail: config.OPEN_ORDERS_PER_EMAIL,
    } satisfies OpenOrderLimits,
  },
];
