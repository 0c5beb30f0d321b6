import { IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsText } from '../rules.js';
import { OrderRequest } from './get-order.js';
import { OrderView } from './order-view.js';

/** Why somebody cancels. */
export class Cancellation {
  @IsOptional()
  @IsText(500)
  reason?: string;
}

export class CancelOrderRequest extends OrderRequest {
  @IsOptional()
  @IsText(500)
  reason?: string;
}

/**
 * Cancels an order that is not paid. The Checkout session is expired at Stripe first, so nobody can pay for it afterwards.
 * Faults: orders.not_found, orders.not_cancellable, payments.already_paid when the shopper was faster.
 */
export const CancelOrder = rpc('orders.cancel', CancelOrderRequest, OrderView, {
  access: 'anyone',
  timeoutMs: 10_000,
});
