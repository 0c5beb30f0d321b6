import { IsIn, IsOptional, IsString } from 'class-validator';
import { event } from '../../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../../rules.js';

/** Differences with Stripe that need a decision by staff. */
export const differenceKinds = [
  'unknown_capture',
  'amount_differs',
  'missing_at_stripe',
  'unmatched_capture',
  'ledger_differs',
  'not_settled',
  'not_compared',
] as const;

export type DifferenceKind = (typeof differenceKinds)[number];

export class DifferenceFoundEvent {
  /** Kind and Stripe's id of the object that differs, or our id: `missing_at_stripe/pi_…`. */
  @IsString()
  differenceId!: string;

  @IsIn(differenceKinds)
  kind!: DifferenceKind;

  /** null when it is not known, or the difference is not about one order. */
  @Nullable()
  @IsId()
  orderId!: string | null;

  /** Stripe's payment intent (`pi_…`); null when the difference is not about one payment. */
  @Nullable()
  @IsString()
  paymentId!: string | null;

  /** One line for staff with the ids of the objects, at most 1,000 characters. */
  @IsString()
  message!: string;

  /** What was recorded here, or captured at Stripe if nothing was. Minor units. */
  @IsOptional()
  @IsAmount()
  amount?: number;

  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  @IsTime()
  at!: string;
}

export const DifferenceFound = event('reconciliation.difference_found', {
  description:
    'Reconciliation found a difference with Stripe that staff must resolve. Published once, until it is found again after it was resolved; of each kind at most 50 in one run. `reconcile list` has all.',
  payload: DifferenceFoundEvent,
  aggregateId: ({ differenceId }) => differenceId,
});
