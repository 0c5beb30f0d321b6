import type Stripe from 'stripe';
import type { TransactionRecord } from '../store/records.js';

/** Seconds after which money that came in can be paid out. */
export const AVAILABLE_AFTER = 2 * 24 * 3600;

/**
 * Renders a movement of the balance. `now` (Unix seconds) decides whether the money is available
 * yet.
 */
export function renderBalanceTransaction(
  transaction: TransactionRecord,
  now: number,
): Stripe.BalanceTransaction {
  const { id, amount, fee, currency, created, type, source, description } = transaction;
  const availableOn = created + AVAILABLE_AFTER;
  return {
    id,
    object: 'balance_transaction',
    amount,
    available_on: availableOn,
    balance_type: 'payments',
    created,
    currency,
    description,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [renderFee(transaction)],
    net: amount - fee,
    reporting_category: categoryOf(transaction),
    source,
    status: availableOn > now ? 'pending' : 'available',
    type,
  };
}

function renderFee({ fee, currency, type }: TransactionRecord): Stripe.BalanceTransaction.FeeDetail {
  const description = type === 'adjustment' ? 'Dispute fee' : 'Stripe processing fees';
  return { amount: fee, application: null, currency, description, type: 'stripe_fee' };
}

/** Stripe's grouping for reports: one word for cards and bank debits alike. */
function categoryOf({ type, amount }: TransactionRecord): string {
  if (type === 'payment') return 'charge';
  if (type === 'payment_refund') return 'refund';
  if (type === 'adjustment') return amount < 0 ? 'dispute' : 'dispute_reversal';
  return type;
}
