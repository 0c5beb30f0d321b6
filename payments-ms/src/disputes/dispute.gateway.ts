import type { Stripe } from 'stripe';
import { balanceTransactionOf, paymentOf, stripeFind, UnreadableResponse } from '../stripe/stripe.client.js';
import type { StripeDispute } from './dispute.js';

/** Disputes at Stripe. Errors become payments.rejected or payments.unavailable. */
export class DisputeGateway {
  constructor(private readonly stripe: Stripe) {}

  /** Null for an unknown id. */
  retrieve(id: string): Promise<StripeDispute | null> {
    return stripeFind(async () =>
      disputeOf(await this.stripe.disputes.retrieve(id, { expand: ['payment_intent'] })),
    );
  }
}

export function disputeOf(dispute: Stripe.Dispute): StripeDispute {
  if (dispute.object !== 'dispute' || !dispute.id)
    throw new UnreadableResponse('Stripe did not return a dispute');
  return {
    id: dispute.id,
    ...paymentOf(dispute.payment_intent),
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    openedAt: new Date(dispute.created * 1_000),
    balances: dispute.balance_transactions.flatMap((line) => balanceTransactionOf(line) ?? []),
  };
}
