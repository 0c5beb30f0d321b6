import { IsOptional, IsString } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime } from '../rules.js';

export class DisputeEvent {
  @IsId()
  orderId!: string;

  /** Stripe's dispute. */
  @IsString()
  disputeId!: string;

  /** Stripe's payment intent (`pi_…`). */
  @IsString()
  paymentId!: string;

  /** Minor units in dispute. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  /** Stripe's reason: `fraudulent`, `product_not_received`, … */
  @IsString()
  reason!: string;

  @IsTime()
  at!: string;

  /** When it was opened, by Stripe's clock. */
  @IsOptional()
  @IsTime()
  openedAt?: string;
}

export const DisputeOpened = event('dispute.opened', {
  description: 'A dispute was opened. Staff respond to it in Stripe’s dashboard.',
  payload: DisputeEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const DisputeWon = event('dispute.won', {
  description: 'The bank decided for the shop: the disputed amount was returned to it.',
  payload: DisputeEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const DisputeLost = event('dispute.lost', {
  description: 'The bank decided for the shopper: the disputed amount is lost.',
  payload: DisputeEvent,
  aggregateId: ({ orderId }) => orderId,
});
