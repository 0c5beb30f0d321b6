import type { Stripe } from 'stripe';
import { uuidIn } from '../checkout/checkout-session.js';
import {
  balanceTransactionOf,
  paymentOf,
  stripeCreate,
  stripeFind,
  toFault,
  UnreadableResponse,
} from '../stripe/stripe.client.js';
import { isSameRefund, type Refund, type StripeRefund, stripeReasonOf } from './refund.js';

/** No SDK retries, so that the caller is answered in time; the job retries. */
const NO_RETRIES = { maxNetworkRetries: 0 };

const EXPAND = ['payment_intent', 'balance_transaction', 'failure_balance_transaction'];

/** Stripe's limit of a metadata value. */
const MAX_METADATA = 500;

/** Refunds at Stripe. Errors become payments.rejected or payments.unavailable. */
export class RefundGateway {
  /** `shop`: the marker of the refunds that this gateway creates. */
  constructor(
    private readonly stripe: Stripe,
    private readonly shop: () => Promise<string>,
  ) {}

  /** Throws IdempotencyKeyExhausted. Under one key Stripe creates one refund. */
  create(refund: Refund): Promise<StripeRefund> {
    const options = { idempotencyKey: refund.idempotencyKey, ...NO_RETRIES };
    return stripeCreate(async () => {
      const params = paramsOf(refund, await this.shop());
      return refundOf(await this.stripe.refunds.create(params, options));
    });
  }

  /** Null for an unknown id. */
  retrieve(id: string): Promise<StripeRefund | null> {
    return stripeFind(async () => refundOf(await this.stripe.refunds.retrieve(id, { expand: EXPAND })));
  }

  /** Searches the refunds of the payment. Null if Stripe has not created this one. */
  async find(refund: Refund): Promise<StripeRefund | null> {
    const refunds = await this.list({ payment_intent: refund.paymentId });
    return refunds.find((found) => isSameRefund(refund, found)) ?? null;
  }

  /** All refunds of a charge (`ch_…`). */
  ofCharge(charge: string): Promise<StripeRefund[]> {
    return this.list({ charge });
  }

  private async list(filter: { payment_intent: string } | { charge: string }): Promise<StripeRefund[]> {
    try {
      const refunds: StripeRefund[] = [];
      const params = { ...filter, limit: 100, expand: EXPAND.map((field) => `data.${field}`) };
      for await (const refund of this.stripe.refunds.list(params, NO_RETRIES)) refunds.push(refundOf(refund));
      return refunds;
    } catch (error) {
      throw toFault(error);
    }
  }
}

/** Deterministic: Stripe refuses an idempotency key that comes with other parameters. */
function paramsOf(refund: Refund, shop: string): Stripe.RefundCreateParams {
  const { id, orderId, paymentId, amount, reason } = refund;
  const stripeReason = stripeReasonOf(reason);
  return {
    payment_intent: paymentId,
    amount,
    ...(stripeReason && { reason: stripeReason }),
    metadata: {
      refundId: id,
      orderId,
      shop,
      ...(!stripeReason && { reason: reason.slice(0, MAX_METADATA) }),
    },
    expand: [...EXPAND],
  };
}

export function refundOf(refund: Stripe.Refund): StripeRefund {
  if (refund.object !== 'refund' || !refund.id)
    throw new UnreadableResponse('Stripe did not return a refund');
  return {
    id: refund.id,
    ...paymentOf(refund.payment_intent),
    refundId: uuidIn(refund.metadata, 'refundId'),
    amount: refund.amount,
    currency: refund.currency,
    status: statusOf(refund.status),
    failure: refund.failure_reason ?? (refund.status === 'canceled' ? 'canceled' : null),
    reason: refund.reason,
    balances: [refund.balance_transaction, refund.failure_balance_transaction].flatMap(
      (line) => balanceTransactionOf(line) ?? [],
    ),
  };
}

/** An unknown status counts as pending: it ends nothing, and the refund is retrieved again. */
function statusOf(status: string | null): StripeRefund['status'] {
  if (status === 'succeeded' || status === 'failed') return status;
  return status === 'canceled' ? 'failed' : 'pending';
}
