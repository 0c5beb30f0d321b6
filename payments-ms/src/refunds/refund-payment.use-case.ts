import { Injectable } from '@nestjs/common';
import {
  PaymentRejected,
  RefundIdReused,
  type RefundPaymentRequest,
  RefundRequested,
  type RefundView,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { PublishRefundEventUseCase } from './publish-refund-event.use-case.js';
import { type Refund, refundFault } from './refund.js';
import { RefundRepository } from './refund.repository.js';
import { SubmitRefundUseCase } from './submit-refund.use-case.js';

/** How long the first request to Stripe is the caller's. After that the job retries it. */
const CALLER_LEASE_MS = 15_000;

/** Refunds an order's payment. The refund is stored and published before the request to Stripe. */
@Injectable()
export class RefundPaymentUseCase {
  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
    private readonly events: PublishRefundEventUseCase,
    private readonly submit: SubmitRefundUseCase,
  ) {}

  async execute(request: RefundPaymentRequest): Promise<RefundView> {
    const { refundId: id, orderId, amount = null, reason } = request;
    const reserved = await this.database.transaction(async (tx) => {
      const refund = await this.refunds.reserve(tx, { id, orderId, amount, reason }, CALLER_LEASE_MS);
      if (refund) this.events.execute(tx, RefundRequested, refund);
      return refund;
    });
    if (reserved) return viewOf(await this.submit.execute(reserved));
    const stored = await this.refunds.find(id);
    if (!stored) throw refundFault(await this.refunds.effectivePayments(orderId));
    if (stored.orderId !== orderId || stored.requestedAmount !== amount)
      throw RefundIdReused({ refundId: id });
    return viewOf(stored);
  }
}

/** Throws payments.rejected for a refund that Stripe refused. One that failed later is returned. */
function viewOf(refund: Refund): RefundView {
  const { id, orderId, paymentId, amount, currency, status, reason, automatic, failure } = refund;
  if (status === 'failed' && refund.stripeId === null)
    throw PaymentRejected({ stripe: { code: 'refund_refused', message: failure } });
  return {
    id,
    orderId,
    paymentId,
    amount,
    currency,
    reason,
    automatic,
    failure,
    status: status === 'requested' ? 'pending' : status,
    requestedAt: refund.requestedAt.toISOString(),
  };
}
