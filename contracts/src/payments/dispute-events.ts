import { IsString } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime } from '../rules.js';

/** A shopper's bank asks for money back. */
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
}

/** A dispute began; staff answer it in Stripe's dashboard. */
export const DisputeOpened = event('dispute.opened', DisputeEvent, (e) => e.orderId);

/** The bank decided for the shop: the money is ours again. */
export const DisputeWon = event('dispute.won', DisputeEvent, (e) => e.orderId);

/** The bank decided for the shopper: the money is gone. */
export const DisputeLost = event('dispute.lost', DisputeEvent, (e) => e.orderId);
