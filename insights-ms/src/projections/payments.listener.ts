import { Injectable } from '@nestjs/common';
import {
  type DisputeEvent,
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  PaymentFailed,
  type PaymentFailedEvent,
  type RefundEvent,
  RefundFailed,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { ApplyChangesUseCase } from './apply-changes.use-case.js';
import { disputesAt, paymentsFailed, refundsFailed } from './changes.js';
import { FindUnappliedUseCase } from './find-unapplied.use-case.js';

/** The events of payments-ms that are counted. `order.paid` tells the captures that paid an order. */
@Injectable()
export class PaymentsListener {
  constructor(
    private readonly changes: ApplyChangesUseCase,
    readonly unapplied: FindUnappliedUseCase,
  ) {}

  @EventHandler(RefundFailed, 'count_failed_refund', ({ unapplied }: PaymentsListener, facts) =>
    unapplied.refunds(facts, 'failed'),
  )
  refundFailed(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, refundsFailed);
  }

  @EventHandler(DisputeOpened, 'count_dispute', ({ unapplied }: PaymentsListener, facts) =>
    unapplied.disputes(facts, 'opened'),
  )
  disputeOpened(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, disputesAt('opened'));
  }

  @EventHandler(DisputeLost, 'count_lost_dispute', ({ unapplied }: PaymentsListener, facts) =>
    unapplied.disputes(facts, 'lost'),
  )
  disputeLost(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, disputesAt('lost'));
  }

  @EventHandler(DisputeWon, 'count_won_dispute', ({ unapplied }: PaymentsListener, facts) =>
    unapplied.disputes(facts, 'won'),
  )
  disputeWon(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, disputesAt('won'));
  }

  @EventHandler(PaymentFailed, 'count_failed_payment', ({ unapplied }: PaymentsListener, facts) =>
    unapplied.failedPayments(facts),
  )
  paymentFailed(deliveries: Delivery<PaymentFailedEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, paymentsFailed);
  }
}
