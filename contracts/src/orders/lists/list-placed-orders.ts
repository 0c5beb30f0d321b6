import { Type } from 'class-transformer';
import { IsIn, IsInt, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime } from '../../rules.js';
import { orderStatuses, type OrderStatus } from '../order-status.js';

export class ListPlacedOrdersRequest extends PageRequest {
  /** Created at or after. */
  @IsTime()
  from!: string;
}

export class PlacedProduct {
  @IsId()
  productId!: string;

  @IsInt()
  quantity!: number;

  /** In minor units of the order's currency. */
  @IsAmount()
  unitAmount!: number;
}

/** What an order takes from the stock. */
export class PlacedOrder {
  @IsId()
  orderId!: string;

  @IsIn(orderStatuses)
  status!: OrderStatus;

  @IsCurrencyCode()
  currency!: string;

  /** Each product once. */
  @ValidateNested({ each: true })
  @Type(() => PlacedProduct)
  items!: PlacedProduct[];
}

export class PlacedOrderPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => PlacedOrder)
  data!: PlacedOrder[];
}

export const ListPlacedOrders = rpc('orders.list_placed', {
  description:
    'All orders since a time, newest first, as products-ms needs them after a restore of its database.',
  request: ListPlacedOrdersRequest,
  reply: PlacedOrderPage,
  access: 'service',
  callers: ['products-ms'],
});
