import type { Provider } from '@nestjs/common';
import { LOGGER, type Logger } from '@orderwire/platform';
import { Stripe } from 'stripe';
import { AskForRefund } from './application/ask-for-refund.js';
import { FollowDispute } from './application/follow-dispute.js';
import { FollowRefund } from './application/follow-refund.js';
import { ProcessRefunds } from './application/process-refunds.js';
import { RefundPayment } from './application/refund-payment.js';
import { RefundWrongMoney } from './application/refund-wrong-money.js';
import { SettleMoneyEvents } from './application/settle-money-events.js';
import { OrdersListener } from './inbound/orders.listener.js';
import { RefundsWorker } from './inbound/refunds.worker.js';
import { DisputeGateway } from './outbound/dispute.gateway.js';
import { DisputeRepository } from './outbound/dispute.repository.js';
import { RefundGateway } from './outbound/refund.gateway.js';
import { RefundRepository } from './outbound/refund.repository.js';

/** What the service needs so that money goes back: refunds and disputes. */
export const returnProviders = (leaseMs: number, pollMs: number): Provider[] => [
  RefundRepository,
  DisputeRepository,
  FollowRefund,
  FollowDispute,
  AskForRefund,
  RefundPayment,
  RefundWrongMoney,
  SettleMoneyEvents,
  OrdersListener,
  { provide: RefundGateway, inject: [Stripe], useFactory: (stripe: Stripe) => new RefundGateway(stripe) },
  { provide: DisputeGateway, inject: [Stripe], useFactory: (stripe: Stripe) => new DisputeGateway(stripe) },
  {
    provide: ProcessRefunds,
    inject: [RefundRepository, AskForRefund],
    useFactory: (refunds: RefundRepository, ask: AskForRefund) => new ProcessRefunds(refunds, ask, leaseMs),
  },
  {
    provide: RefundsWorker,
    inject: [ProcessRefunds, LOGGER],
    useFactory: (process: ProcessRefunds, log: Logger) => new RefundsWorker(process, log, pollMs),
  },
];
