import { Injectable } from '@nestjs/common';
import {
  PaymentRejected,
  RefundIdReused,
  type RefundPaymentRequest,
  RefundRequested,
  type RefundView,
} from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { type Refund, refusal } from '../domain/refund.js';
import { RefundRepository } from '../outbound/refund.repository.js';
import { AskForRefund } from './ask-for-refund.js';
import { announceRefund } from './refund-news.js';

/** How long the first try belongs to the caller; after that a worker takes over. */
const OWN_MS = 15_000;

/** Gives money of an order's payment back: stored and announced before Stripe is asked, once however often it is asked for. */
@Injectable()
export class RefundPayment {
  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
    private readonly outbox: Outbox,
    private readonly ask: AskForRefund,
  ) {}

  async execute(request: RefundPaymentRequest): Promise<RefundView> {
    const { refundId: id, orderId, amount = null, reason } = request;
    const reserved = await this.reserve({ id, orderId, amount, reason });
    if (reserved) return viewOf(await this.ask.execute(reserved));
    const known = await this.refunds.find(id);
    if (!known) throw refusal(await this.refunds.standing(orderId));
    if (known.orderId !== orderId || known.asked !== amount) throw RefundIdReused({ refundId: id });
    return viewOf(known);
  }

  private reserve(asked: { id: string; orderId: string; amount: number | null; reason: string }) {
    return this.database.transaction(async (tx) => {
      const refund = await this.refunds.reserve(tx, asked, OWN_MS);
      if (refund) announceRefund(this.outbox, tx, RefundRequested, refund);
      return refund;
    });
  }
}

/** Throws payments.rejected for a refund that Stripe refused to make; one that failed later is told as it is. */
function viewOf(refund: Refund): RefundView {
  const { id, orderId, paymentId, amount, currency, status, reason, automatic, failure } = refund;
  if (status === 'failed' && refund.stripeId === null)
    throw PaymentRejected({ stripe: { code: 'refund_refused', message: failure } });
  return {
    ...{ id, orderId, paymentId, amount, currency, reason, automatic, failure },
    status: status === 'requested' ? 'pending' : status,
    requestedAt: refund.requestedAt.toISOString(),
  };
}
