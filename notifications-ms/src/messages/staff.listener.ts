import { Injectable } from '@nestjs/common';
import {
  type DisputeEvent,
  DisputeOpened,
  FraudWarningReported,
  type PaymentMarkEvent,
  type RefundEvent,
  RefundFailed,
  ReviewOpened,
  StockLow,
  type StockLowEvent,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { disputeOpened, markReported, refundFailed, stockLow } from './drafts.js';
import { QueueMessagesUseCase } from './queue-messages.use-case.js';

/** Mails to staff. */
@Injectable()
export class StaffListener {
  constructor(private readonly queueMessages: QueueMessagesUseCase) {}

  @EventHandler(StockLow, 'tell_low_stock')
  stockLow(deliveries: Delivery<StockLowEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(tx, deliveries.map(stockLow));
  }

  @EventHandler(DisputeOpened, 'tell_dispute')
  disputeOpened(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(tx, deliveries.map(disputeOpened));
  }

  @EventHandler(FraudWarningReported, 'tell_fraud_warning')
  fraudWarning(deliveries: Delivery<PaymentMarkEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(
      tx,
      deliveries.flatMap((one) => markReported(one, 'fraud_warning')),
    );
  }

  @EventHandler(ReviewOpened, 'tell_review')
  reviewOpened(deliveries: Delivery<PaymentMarkEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(
      tx,
      deliveries.flatMap((one) => markReported(one, 'review_opened')),
    );
  }

  @EventHandler(RefundFailed, 'tell_refund_failed')
  refundFailed(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(tx, deliveries.map(refundFailed));
  }
}
