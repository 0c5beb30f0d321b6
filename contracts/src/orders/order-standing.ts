import { IsIn, IsOptional, IsString } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsTime } from '../rules.js';

/** Everything that can be so of an order: where it stands, what its refunds and disputes do. */
export const standingCodes = [
  'awaiting_payment',
  'payment_session_pending',
  'payment_session_missing',
  'payment_processing',
  'overdue',
  'payments_unavailable',
  'payment_session_not_expirable',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
  'refunded',
  'partially_refunded',
  'payment_rejected',
  'rejected_payment_refunding',
  'rejected_payment_refunded',
  'rejected_payment_refund_failed',
  'refund_pending',
  'refund_failed',
  'dispute_open',
  'dispute_won',
  'dispute_lost',
] as const;

export type StandingCode = (typeof standingCodes)[number];

/** One thing that is so of an order, as values: whoever shows it puts it into words. */
export class StandingFact {
  @IsIn(standingCodes)
  code!: StandingCode;

  /** Minor units. */
  @IsOptional()
  @IsAmount()
  amount?: number;

  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  /** When it happened or began. */
  @IsOptional()
  @IsTime()
  at?: string;

  /** Until when the order waits, or waited. */
  @IsOptional()
  @IsTime()
  until?: string;

  /** When it is looked at again. */
  @IsOptional()
  @IsTime()
  again?: string;

  /** Why, in the words of whoever decided it. */
  @IsOptional()
  @IsString()
  because?: string;
}
