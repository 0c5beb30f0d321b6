import { Injectable } from '@nestjs/common';
import {
  type DisputeEvent,
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  FraudWarningReported,
  type PaymentMarkEvent,
  type RefundEvent,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
  ReviewClosed,
  ReviewOpened,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { ApplyRefundUpdatesUseCase, type RefundUpdateEvent } from './apply-refund-updates.use-case.js';
import { RecordDisputesUseCase } from './record-disputes.use-case.js';
import { RecordMarksUseCase } from './record-marks.use-case.js';

@Injectable()
export class RefundsListener {
  constructor(
    private readonly applyRefundUpdates: ApplyRefundUpdatesUseCase,
    private readonly recordDisputes: RecordDisputesUseCase,
    private readonly recordMarks: RecordMarksUseCase,
  ) {}

  @EventHandler(RefundRequested, 'note_refund', (self: RefundsListener, facts) =>
    self.applyRefundUpdates.unapplied(facts, 'pending'),
  )
  refundRequested(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.applyRefundUpdates.execute(tx, updates(deliveries, 'pending'));
  }

  @EventHandler(RefundSucceeded, 'refund_order', (self: RefundsListener, facts) =>
    self.applyRefundUpdates.unapplied(facts, 'succeeded'),
  )
  refundSucceeded(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.applyRefundUpdates.execute(tx, updates(deliveries, 'succeeded'));
  }

  @EventHandler(RefundFailed, 'take_back_refund', (self: RefundsListener, facts) =>
    self.applyRefundUpdates.unapplied(facts, 'failed'),
  )
  refundFailed(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.applyRefundUpdates.execute(tx, updates(deliveries, 'failed'));
  }

  @EventHandler(DisputeOpened, 'open_dispute', (self: RefundsListener, facts) =>
    self.recordDisputes.unapplied(facts, 'open'),
  )
  disputeOpened(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.recordDisputes.execute(tx, deliveries, 'open');
  }

  @EventHandler(DisputeWon, 'win_dispute', (self: RefundsListener, facts) =>
    self.recordDisputes.unapplied(facts, 'won'),
  )
  disputeWon(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.recordDisputes.execute(tx, deliveries, 'won');
  }

  @EventHandler(DisputeLost, 'lose_dispute', (self: RefundsListener, facts) =>
    self.recordDisputes.unapplied(facts, 'lost'),
  )
  disputeLost(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.recordDisputes.execute(tx, deliveries, 'lost');
  }

  @EventHandler(FraudWarningReported, 'warn_of_fraud', (self: RefundsListener, facts) =>
    self.recordMarks.unapplied(facts),
  )
  fraudWarningReported(deliveries: Delivery<PaymentMarkEvent>[], tx: Tx): Promise<void> {
    return this.recordMarks.execute(tx, deliveries, 'fraud_warning');
  }

  @EventHandler(ReviewOpened, 'open_review', (self: RefundsListener, facts) =>
    self.recordMarks.unapplied(facts),
  )
  reviewOpened(deliveries: Delivery<PaymentMarkEvent>[], tx: Tx): Promise<void> {
    return this.recordMarks.execute(tx, deliveries, 'review');
  }

  @EventHandler(ReviewClosed, 'close_review', (self: RefundsListener, facts) =>
    self.recordMarks.unapplied(facts),
  )
  reviewClosed(deliveries: Delivery<PaymentMarkEvent>[], tx: Tx): Promise<void> {
    return this.recordMarks.execute(tx, deliveries, 'review');
  }
}

const updates = (
  deliveries: Delivery<RefundEvent>[],
  status: RefundUpdateEvent['status'],
): RefundUpdateEvent[] =>
  deliveries.map(({ event, subject: cause, correlationId }) => {
    const { refundId: id, at, ...refund } = event;
    return { ...refund, id, status, at: new Date(at), cause, correlationId };
  });
