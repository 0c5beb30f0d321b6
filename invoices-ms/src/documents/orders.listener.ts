import { Injectable } from '@nestjs/common';
import {
  OrderPaid,
  type OrderPaidEvent,
  OrderRefunded,
  type OrderRefundedEvent,
  type RefundEvent,
  RefundFailed,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { RequestDocumentsUseCase } from './request-documents.use-case.js';

/** The events after which a document is issued. */
@Injectable()
export class OrdersListener {
  constructor(readonly request: RequestDocumentsUseCase) {}

  @EventHandler(OrderPaid, 'issue_invoice', ({ request }: OrdersListener, facts) =>
    request.unapplied('invoice', facts, ({ event }) => event.paidAt),
  )
  paid(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.request.execute(tx, deliveries, ({ event: { orderId, paidAt } }) => ({
      kind: 'invoice',
      ...{ subjectId: orderId, orderId, occurredAt: paidAt },
    }));
  }

  @EventHandler(OrderRefunded, 'issue_credit_note', ({ request }: OrdersListener, facts) =>
    request.unapplied('credit_note', facts, ({ event }) => event.refundedAt),
  )
  refunded(deliveries: Delivery<OrderRefundedEvent>[], tx: Tx): Promise<void> {
    return this.request.execute(tx, deliveries, ({ event: { orderId, refundId, amount, refundedAt } }) => ({
      kind: 'credit_note',
      ...{ subjectId: refundId, orderId, refundAmount: amount, occurredAt: refundedAt },
    }));
  }

  /** Most failed refunds never succeeded and have no credit note: those need no debit note. */
  @EventHandler(RefundFailed, 'issue_debit_note', ({ request }: OrdersListener, facts) =>
    request.unapplied('debit_note', facts, ({ event }) => event.at),
  )
  refundFailed(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.request.execute(tx, deliveries, ({ event: { orderId, refundId, amount, at } }) => ({
      kind: 'debit_note',
      ...{ subjectId: refundId, orderId, refundAmount: amount, occurredAt: at },
    }));
  }
}
