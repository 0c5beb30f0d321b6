import { Injectable } from '@nestjs/common';
import {
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  type DisputeEvent,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
  type RefundEvent,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { FollowRefunds, type RefundHeard } from '../application/follow-refunds.js';
import { NoteDisputes } from '../application/note-disputes.js';

type Said = Delivery<RefundEvent>[];

/** What becomes of money after it was captured. */
@Injectable()
export class RefundsListener {
  constructor(
    private readonly followRefunds: FollowRefunds,
    private readonly noteDisputes: NoteDisputes,
  ) {}

  @EventHandler(RefundRequested, 'note_refund')
  requested(deliveries: Said, tx: Tx): Promise<void> {
    return this.followRefunds.execute(tx, heard(deliveries, 'pending'));
  }

  @EventHandler(RefundSucceeded, 'refund_order')
  succeeded(deliveries: Said, tx: Tx): Promise<void> {
    return this.followRefunds.execute(tx, heard(deliveries, 'succeeded'));
  }

  @EventHandler(RefundFailed, 'take_back_refund')
  failed(deliveries: Said, tx: Tx): Promise<void> {
    return this.followRefunds.execute(tx, heard(deliveries, 'failed'));
  }

  @EventHandler(DisputeOpened, 'open_dispute')
  opened(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.noteDisputes.execute(tx, deliveries, 'open');
  }

  @EventHandler(DisputeWon, 'win_dispute')
  won(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.noteDisputes.execute(tx, deliveries, 'won');
  }

  @EventHandler(DisputeLost, 'lose_dispute')
  lost(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.noteDisputes.execute(tx, deliveries, 'lost');
  }
}

const heard = (deliveries: Said, status: RefundHeard['status']): RefundHeard[] =>
  deliveries.map(({ event, subject: cause, correlationId }) => {
    const { refundId: id, orderId, paymentId, amount, reason, automatic, failure, at } = event;
    const facts = { id, orderId, paymentId, amount, reason, automatic, failure };
    return { ...facts, status, at: new Date(at), cause, correlationId };
  });
