import { Type } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { OrderNotFound } from './faults.js';
import { OrderRequest } from './order-request.js';
import { OrderView } from './order-view.js';
import { RestockLine } from './refund-order.js';

/** An order with what decides whether it is shipped, and what of it can be returned. */
export class ShippableOrder {
  @ValidateNested()
  @Type(() => OrderView)
  order!: OrderView;

  /** Codes of the faults that shipping it would have, such as `orders.refund_pending`. Empty: ship it. */
  @IsString({ each: true })
  blockedBy!: string[];

  /** Units that refunds put, or will put, back into stock. */
  @ValidateNested({ each: true })
  @Type(() => RestockLine)
  restocked!: RestockLine[];
}

export const GetShippableOrder = rpc('orders.get_shippable', {
  description:
    'An order, and why it must not be shipped now: a refund is pending, a dispute is open or lost, a fraud warning or an open review.',
  request: OrderRequest,
  reply: ShippableOrder,
  readOnly: true,
  access: 'service',
  callers: ['shipping-ms'],
  faults: [OrderNotFound],
});
