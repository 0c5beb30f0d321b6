import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { PageMeta, PageRequest } from '../page.js';
import { IsTime } from '../rules.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { OrderView } from './order-view.js';

export class ListOrdersRequest extends PageRequest {
  @IsOptional()
  @IsIn(orderStatuses)
  status?: OrderStatus;

  /** Created at or after. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Created before. */
  @IsOptional()
  @IsTime()
  to?: string;
}

export class OrderPage {
  @ValidateNested({ each: true })
  @Type(() => OrderView)
  data!: OrderView[];

  @ValidateNested()
  @Type(() => PageMeta)
  meta!: PageMeta;
}

/** Orders, newest first. */
export const ListOrders = rpc('orders.list', ListOrdersRequest, OrderPage);
