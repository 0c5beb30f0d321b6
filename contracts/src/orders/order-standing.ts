import { IsIn, IsOptional, IsString } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsTime } from '../rules.js';

/** Everything that can be so of an order: where it stands, what its refunds and disputes do. */
export const standingCodes = [
  'waits_for_payment',
  'link_being_made',
  'no_link',
  'money_on_its_way',
  'overdue',
  'payments_away',
  'link_cannot_be_closed',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
  'refunded',
  'part_went_back',
  'payment_rejected',
  'payment_going_back',
  'payment_went_back',
  'payment_not_returned',
  'refund_under_way',
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
