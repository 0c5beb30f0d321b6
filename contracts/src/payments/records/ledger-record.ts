import { IsIn, IsInt, IsString } from 'class-validator';
import { IsCurrencyCode, IsTime, Nullable } from '../../rules.js';

/**
 * The accounts of the ledger. Assets are positive (receivable, stripe_balance, exchange), their
 * sources negative (captured, unknown). Refunded, disputed, fees and payouts are positive.
 */
export const ledgerAccounts = [
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
] as const;

/**
 * `receivable`: captured, and Stripe has not reported the balance transaction yet. `exchange`:
 * Stripe settles in another currency. `unknown`: captures without an order of ours. `other`:
 * transaction types that payments-ms does not know.
 */
export type LedgerAccount = (typeof ledgerAccounts)[number];

/** One ledger entry. The entries of a movement sum to zero in every currency. */
export class LedgerRecord {
  /** `capture:pi_…`, Stripe's `txn_…`, … */
  @IsString()
  movement!: string;

  @IsIn(ledgerAccounts)
  account!: LedgerAccount;

  /** Minor units, positive or negative. */
  @IsInt()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  /** null for a movement without an order, such as a payout. */
  @Nullable()
  @IsString()
  orderId!: string | null;

  @Nullable()
  @IsString()
  paymentId!: string | null;

  /** When the movement happened. */
  @IsTime()
  at!: string;

  @IsTime()
  postedAt!: string;
}
