import { Type } from 'class-transformer';
import { IsBoolean, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { OrderFilter } from './order-filter.js';

/** The most that one request counts. */
export const MAX_COUNTED_ORDERS = 100_000;

export class CountOrdersRequest {
  @ValidateNested()
  @Type(() => OrderFilter)
  filter!: OrderFilter;

  /** Where counting ends, 1 to 100,000. */
  @IsInt()
  @Min(1)
  @Max(MAX_COUNTED_ORDERS)
  upTo!: number;
}

export class OrderCount {
  /** At most `upTo`. */
  @IsInt()
  count!: number;

  /** Whether there are more than `upTo`. */
  @IsBoolean()
  more!: boolean;
}

export const CountOrders = rpc('orders.count', {
  description: 'How many orders match a filter, up to a limit.',
  request: CountOrdersRequest,
  reply: OrderCount,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
