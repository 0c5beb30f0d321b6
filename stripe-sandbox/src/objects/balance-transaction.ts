import type Stripe from 'stripe';
import type { ChargeRecord, RefundRecord } from '../store/records.js';

const TWO_DAYS = 2 * 24 * 3600;

/** Renders how a charge or refund changed the balance. The fee is Stripe's common 2.9 % + 30 minor units. */
export function renderBalanceTransaction(source: ChargeRecord | RefundRecord): Stripe.BalanceTransaction {
  const charged = 'refunded' in source;
  const amount = charged ? source.amount : -source.amount;
  const fee = charged ? Math.round(source.amount * 0.029) + 30 : 0;
  return {
    id: source.balanceTransaction ?? '',
    object: 'balance_transaction',
    amount,
    available_on: source.created + TWO_DAYS,
    balance_type: 'payments',
    created: source.created,
    currency: source.currency,
    description: null,
    exchange_rate: null,
    fee,
    fee_details: charged
      ? [
          {
            amount: fee,
            application: null,
            currency: source.currency,
            description: 'Stripe processing fees',
            type: 'stripe_fee',
          },
        ]
      : [],
    net: amount - fee,
    reporting_category: charged ? 'charge' : 'refund',
    source: source.id,
    status: 'pending',
    type: charged ? 'charge' : 'refund',
  };
}
