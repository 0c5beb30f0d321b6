import type Stripe from 'stripe';
import type { RefundRecord } from '../store/records.js';

/** Renders a refund as Stripe's own, with every field. */
export function renderRefund(refund: RefundRecord): Stripe.Refund {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: refund.balanceTransaction,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    customer: null,
    customer_account: null,
    destination_details: renderDestination(refund),
    ...(refund.failure && {
      failure_balance_transaction: refund.failure.balanceTransaction,
      failure_reason: refund.failure.reason,
    }),
    metadata: refund.metadata,
    payment_intent: refund.intent,
    payment_method: refund.method.id,
    ...(refund.status === 'pending' && { pending_reason: 'processing' }),
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}

function renderDestination({ method }: RefundRecord): Stripe.Refund.DestinationDetails {
  if (method.type === 'card') {
    return {
      type: 'card',
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    };
  }
  if (method.type === 'sepa_debit') {
    return { type: 'eu_bank_transfer', eu_bank_transfer: { reference: null, reference_status: null } };
  }
  return { type: 'us_bank_transfer', us_bank_transfer: { reference: null, reference_status: null } };
}
