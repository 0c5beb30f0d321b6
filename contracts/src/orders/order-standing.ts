import { IsIn, IsOptional, IsString } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsTime } from '../rules.js';

/** The facts that explain an order's status, its refunds and its disputes. */
export const standingCodes = [
  'awaiting_payment',
  'payment_session_pending',
  'payment_session_missing',
  'payment_processing',
  'payment_failed',
  'overdue',
  'payments_unavailable',
  'payment_session_not_expirable',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
  'payment_refunded_on_arrival',
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
  'fraud_warning',
  'review_open',
] as const;

export type StandingCode = (typeof standingCodes)[number];

/** One fact that explains an order's status, as values. Clients render the text. */
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

  /** When it is checked again. */
  @IsOptional()
  @IsTime()
  again?: string;

  /** The reason, as it was given. */
  @IsOptional()
  @IsString()
  because?: string;
}
