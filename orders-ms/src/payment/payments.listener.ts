import { Injectable } from '@nestjs/common';
import {
  PaymentDelayed,
  type PaymentDelayedEvent,
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
import { HandlePaymentMismatchUseCase } from './handle-payment-mismatch.use-case.js';
import { HandleSessionEndUseCase } from './handle-session-end.use-case.js';
import { MarkOrdersPaidUseCase } from './mark-orders-paid.use-case.js';
import { RecordDelayedPaymentsUseCase } from './record-delayed-payments.use-case.js';

@Injectable()
export class PaymentsListener {
  constructor(
    private readonly markOrdersPaid: MarkOrdersPaidUseCase,
    private readonly handleSessionEnd: HandleSessionEndUseCase,
    private readonly handleMismatch: HandlePaymentMismatchUseCase,
    private readonly recordDelayed: RecordDelayedPaymentsUseCase,
  ) {}

  @EventHandler(PaymentSucceeded, 'settle_order', (self: PaymentsListener, facts) =>
    self.markOrdersPaid.unapplied(facts),
  )
  succeeded(deliveries: Delivery<PaymentSucceededEvent>[], tx: Tx): Promise<void> {
    return this.markOrdersPaid.execute(tx, deliveries);
  }

  @EventHandler(PaymentMismatched, 'note_mismatch', (self: PaymentsListener, facts) =>
    self.markOrdersPaid.unapplied(facts),
  )
  mismatched(deliveries: Delivery<PaymentMismatchedEvent>[], tx: Tx): Promise<void> {
    return this.handleMismatch.execute(tx, deliveries);
  }

  @EventHandler(PaymentDelayed, 'keep_order', (self: PaymentsListener, facts) =>
    self.recordDelayed.unapplied(facts),
  )
  delayed(deliveries: Delivery<PaymentDelayedEvent>[], tx: Tx): Promise<void> {
    return this.recordDelayed.execute(tx, deliveries);
  }

  /** Second path: ExpireOverdueOrdersUseCase asks payments-ms. */
  @EventHandler(PaymentFailed, 'fail_order')
  failed(deliveries: Delivery<PaymentFailedEvent>[], tx: Tx): Promise<void> {
    return this.handleSessionEnd.paymentFailed(tx, deliveries);
  }

  /** Second path: ExpireOverdueOrdersUseCase asks payments-ms. */
  @EventHandler(PaymentSessionExpired, 'expire_order')
  expired(deliveries: Delivery<PaymentSessionExpiredEvent>[], tx: Tx): Promise<void> {
    return this.handleSessionEnd.sessionExpired(tx, deliveries);
  }
}
