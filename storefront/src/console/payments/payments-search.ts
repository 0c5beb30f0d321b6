import type { AnyDifferenceKind, LedgerAccount, PaymentState } from '@orderwire/contracts';
import { currencies } from '@orderwire/contracts/currencies';
import { day, oneOf, searchParams, text } from '../table/filters/search-params';

const states = [
  'captured',
  'refund_pending',
  'partially_refunded',
  'refunded',
  'disputed',
  'dispute_lost',
  'rejected',
] as const satisfies readonly PaymentState[];

/** The filters of payments, by the names of the API. */
export const paymentsSearch = searchParams({
  state: oneOf(states),
  from: day,
  to: day,
  currency: oneOf(currencies),
});

export type PaymentsSearch = ReturnType<typeof paymentsSearch>;

const accounts = [
  'receivable',
  'captured',
  'refunded',
  'disputed',
  'fees',
  'stripe_balance',
  'exchange',
  'unknown',
  'payouts',
  'other',
] as const satisfies readonly LedgerAccount[];

export const ledgerSearch = searchParams({ account: oneOf(accounts), orderId: text(36), from: day, to: day });

export type LedgerSearch = ReturnType<typeof ledgerSearch>;

const kinds = [
  'unknown_capture',
  'amount_differs',
  'missing_at_stripe',
  'unmatched_capture',
  'ledger_differs',
  'not_settled',
  'not_compared',
  'lost_webhook',
  'unrecorded_payment',
  'unsettled_session',
  'unacknowledged_payment',
  'outdated_refund',
  'outdated_dispute',
  'outdated_mark',
  'unposted_transaction',
  'unposted_capture',
] as const satisfies readonly AnyDifferenceKind[];

export const differencesSearch = searchParams({ state: oneOf(['open', 'resolved']), kind: oneOf(kinds) });

export type DifferencesSearch = ReturnType<typeof differencesSearch>;
