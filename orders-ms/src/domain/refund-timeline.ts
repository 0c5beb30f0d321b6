import type { Actor, DisputeEvent, RestockLine, TimelineStep } from '@orderwire/contracts';
import type { Happening } from './happening.js';
import type { Refund } from './refund.js';

const facts = ({ id: refundId, paymentId, amount, reason, automatic }: Refund, currency: string) => ({
  refundId,
  paymentId,
  amount,
  currency,
  reason,
  automatic,
});

/** Staff asked for it; `note` and `byId` are for staff alone. */
export const refundAsked = (
  refund: Refund,
  currency: string,
  by: Actor,
  { note, restock }: { note: string | null; restock: readonly RestockLine[] },
): Happening => ({
  step: 'refund_requested',
  message: 'The shop gives money back.',
  details: { ...facts(refund, currency), restock, note, by: by.role, byId: by.id },
});

/** Payments-ms asked for it: the money pays nothing, or somebody gave it back at Stripe by hand. */
export const refundRequested = (refund: Refund, currency: string): Happening => ({
  step: 'refund_requested',
  message: refund.automatic
    ? 'A payment that does not count is sent back.'
    : 'Money is given back at the payment provider.',
  details: facts(refund, currency),
});

export const refunded = (refund: Refund, currency: string): Happening => ({
  step: 'refunded',
  message: refund.automatic
    ? 'The payment that does not count went back to the shopper.'
    : 'Money went back to the shopper.',
  details: facts(refund, currency),
});

export const refundFailed = (refund: Refund, currency: string): Happening => ({
  step: 'refund_failed',
  message: 'Money did not reach the shopper.',
  details: { ...facts(refund, currency), failure: refund.failure },
});

const disputeMessages = {
  dispute_opened: 'The shopper’s bank asks for the money back.',
  dispute_won: 'The bank decided for the shop.',
  dispute_lost: 'The bank decided for the shopper: the money is gone.',
} satisfies Partial<Record<TimelineStep, string>>;

/** Steps of disputes, which only staff see. */
export const disputeSteps = Object.keys(disputeMessages) as (keyof typeof disputeMessages)[];

export const disputed = (
  step: keyof typeof disputeMessages,
  { disputeId, paymentId, amount, currency, reason }: DisputeEvent,
): Happening => ({
  step,
  message: disputeMessages[step],
  details: { disputeId, paymentId, amount, currency, reason },
});
