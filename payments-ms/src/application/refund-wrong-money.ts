import { Injectable } from '@nestjs/common';
import { RefundRequested } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import { refundIdFrom } from '../domain/derived-id.js';
import { RefundRepository, type WrongMoney } from '../outbound/refund.repository.js';
import { announceRefund } from './refund-news.js';

/** Money that pays nothing goes back whole: one refund per payment and occasion, however often and by whomever it is said. */
@Injectable()
export class RefundWrongMoney {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Stores and announces the refunds with the caller's transaction; the worker asks Stripe. Throws when a payment is not ours.
   * `occasion`: Stripe's id of what else than the payment itself calls for the refund.
   */
  async execute(tx: Tx, wrong: readonly Omit<WrongMoney, 'refundId'>[], occasion?: string): Promise<void> {
    const all = wrong.map((money) => ({
      ...money,
      orderId: money.orderId,
      refundId: refundIdFrom(occasion ?? money.paymentId),
    }));
    const { made, known } = await this.refunds.reserveWrong(tx, all);
    for (const refund of made) announceRefund(this.outbox, tx, RefundRequested, refund);
    const strange = all.find(({ paymentId }) => !known.has(paymentId));
    if (strange) throw new Error(`order ${strange.orderId} has no payment ${strange.paymentId}`);
  }
}
