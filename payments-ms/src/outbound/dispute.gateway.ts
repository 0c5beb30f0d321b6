import type { Stripe } from 'stripe';
import type { StripeDispute } from '../domain/dispute.js';
import { balanceOf } from './balance.mapping.js';
import { paymentNamed } from './reference.mapping.js';
import { retrieving } from './stripe.calls.js';
import { UnreadableAnswer } from './stripe.mapping.js';

/** What we ask Stripe about disputes. Its errors leave as payments.rejected or payments.unavailable. */
export class DisputeGateway {
  constructor(private readonly stripe: Stripe) {}

  /** Null when there is none with this id. */
  retrieve(id: string): Promise<StripeDispute | null> {
    return retrieving(async () =>
      disputeOf(await this.stripe.disputes.retrieve(id, { expand: ['payment_intent'] })),
    );
  }
}

/** Stripe's dispute in ours. Throws {@link UnreadableAnswer} when it is none. */
export function disputeOf(dispute: Stripe.Dispute): StripeDispute {
  if (dispute.object !== 'dispute' || !dispute.id)
    throw new UnreadableAnswer('Stripe answered with something that is not a dispute');
  return {
    id: dispute.id,
    ...paymentNamed(dispute.payment_intent),
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    openedAt: new Date(dispute.created * 1_000),
    balances: dispute.balance_transactions.flatMap((line) => balanceOf(line) ?? []),
  };
}
