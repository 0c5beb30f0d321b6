import { Injectable } from '@nestjs/common';
import {
  PaymentFailed,
  type PaymentFailedEvent,
  PaymentMismatched,
  type PaymentMismatchedEvent,
  PaymentSessionExpired,
  type PaymentSessionExpiredEvent,
  PaymentSucceeded,
  type PaymentSucceededEvent,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { type Ending, LapseOrders } from '../application/lapse-orders.js';
import { NoteMismatch } from '../application/note-mismatch.js';
import { SettleOrders } from '../application/settle-orders.js';
import { paymentFailed, sessionExpired } from '../domain/timeline.js';

const failure: Ending<PaymentFailedEvent> = {
  told: ({ sessionId, reason }, current) => paymentFailed(sessionId, reason, current),
  reason: ({ reason }) => `the payment failed: ${reason}`,
};

const expiry: Ending<PaymentSessionExpiredEvent> = {
  told: ({ sessionId }, current) => sessionExpired(sessionId, current),
  reason: () => 'nobody paid in time',
};

/** What the fate of a payment does to its order. */
@Injectable()
export class PaymentsListener {
  constructor(
    private readonly settleOrders: SettleOrders,
    private readonly lapseOrders: LapseOrders,
    private readonly noteMismatch: NoteMismatch,
  ) {}

  @EventHandler(PaymentSucceeded, 'settle_order')
  settle(deliveries: Delivery<PaymentSucceededEvent>[], tx: Tx): Promise<void> {
    return this.settleOrders.execute(tx, deliveries);
  }

  @EventHandler(PaymentMismatched, 'note_mismatch')
  mismatch(deliveries: Delivery<PaymentMismatchedEvent>[], tx: Tx): Promise<void> {
    return this.noteMismatch.execute(tx, deliveries);
  }

  @EventHandler(PaymentFailed, 'fail_order')
  fail(deliveries: Delivery<PaymentFailedEvent>[], tx: Tx): Promise<void> {
    return this.lapseOrders.execute(tx, deliveries, failure);
  }

  @EventHandler(PaymentSessionExpired, 'expire_order')
  expire(deliveries: Delivery<PaymentSessionExpiredEvent>[], tx: Tx): Promise<void> {
    return this.lapseOrders.execute(tx, deliveries, expiry);
  }
}
