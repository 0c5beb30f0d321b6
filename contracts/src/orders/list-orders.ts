import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsId, IsQueryBoolean, IsTime } from '../rules.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { disputeStates, type DisputeState, OrderView, reviewStates, type ReviewState } from './order-view.js';
import { NotAllowed } from '../auth/faults.js';

export class ListOrdersRequest extends PageRequest {
  @IsOptional()
  @IsIn(orderStatuses)
  status?: OrderStatus;

  /** Only for staff: orders of this account. */
  @IsOptional()
  @IsId()
  customerId?: string;

  /** Only for staff: orders that are assigned to this account. */
  @IsOptional()
  @IsId()
  assigneeId?: string;

  /** Only for staff: orders with a dispute in this state. */
  @IsOptional()
  @IsIn(disputeStates)
  dispute?: DisputeState;

  /** Only for staff; true: orders whose payment a card network warned of. */
  @IsOptional()
  @IsQueryBoolean()
  fraudWarning?: boolean;

  /** Only for staff: orders whose payment has a review in this state. */
  @IsOptional()
  @IsIn(reviewStates)
  review?: ReviewState;

  /** Created at or after. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Created before. */
  @IsOptional()
  @IsTime()
  to?: string;
}

export class OrderPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => OrderView)
  data!: OrderView[];
}

export const ListOrders = rpc('orders.list', {
  description:
    'Orders, newest first: the caller’s own, or all of them for staff. Some filters are for staff only.',
  request: ListOrdersRequest,
  reply: OrderPage,
  readOnly: true,
  access: 'account',
  callers: ['client-gateway'],
  faults: [NotAllowed],
});
