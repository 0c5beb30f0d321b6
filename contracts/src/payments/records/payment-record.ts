import { IsIn, IsString } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../../rules.js';

/**
 * What happens to the money of a capture. Of several states it has the first that holds:
 * `disputed` (a dispute is open), `dispute_lost`, `refund_pending`, `refunded`, `rejected` (it pays
 * for nothing and is not refunded yet), `partially_refunded`, `captured`.
 */
export const paymentStates = [
  'captured',
  'refund_pending',
  'partially_refunded',
  'refunded',
  'disputed',
  'dispute_lost',
  'rejected',
] as const;

export type PaymentState = (typeof paymentStates)[number];

/** A capture as payments-ms stores it. */
export class PaymentRecord {
  /** Stripe's payment intent (`pi_…`); the session (`cs_…`) when nothing was to pay. */
  @IsString()
  id!: string;

  @IsId()
  orderId!: string;

  /** `cs_…` */
  @IsString()
  sessionId!: string;

  /** `ch_…`, `py_…`; null when nothing was to pay. */
  @Nullable()
  @IsString()
  chargeId!: string | null;

  @IsIn(paymentStates)
  state!: PaymentState;

  /** Minor units. */
  @IsAmount()
  amount!: number;

  /** Minor units of all refunds that have not failed. */
  @IsAmount()
  refunded!: number;

  @IsCurrencyCode()
  currency!: string;

  /** Why it pays for nothing: `amount_differs`, `paid_by_another`, …; null for a payment that pays. */
  @Nullable()
  @IsString()
  rejectedBecause!: string | null;

  /** Stripe's receipt. */
  @Nullable()
  @IsString()
  receiptUrl!: string | null;

  @IsTime()
  paidAt!: string;

  /** When payments-ms stored it. */
  @IsTime()
  recordedAt!: string;
}
