import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { NotAllowed } from '../../auth/faults.js';
import { rpc } from '../../contract.js';
import { MAX_PAGE, Page } from '../../page.js';
import { IsText, IsWholeNumber } from '../../rules.js';
import { OrderView } from '../order-view.js';
import { OrderFilter } from './order-filter.js';

/** A filter, and the position in the list as in PageRequest. */
export class ListOrdersRequest extends OrderFilter {
  @IsOptional()
  @IsText(500)
  cursor?: string;

  /** 1 to 100; default: 20. */
  @IsOptional()
  @IsWholeNumber(1, MAX_PAGE)
  limit?: number;
}

export class OrderPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => OrderView)
  data!: OrderView[];
}

export const ListOrders = rpc('orders.list', {
  description:
    'Orders, newest first: the caller’s own, or all of them for staff. Most filters are for staff only.',
  request: ListOrdersRequest,
  reply: OrderPage,
  readOnly: true,
  access: 'account',
  callers: ['client-gateway'],
  faults: [NotAllowed],
});
