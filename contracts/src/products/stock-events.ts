import { IsInt } from 'class-validator';
import { event } from '../contract.js';
import { IsId, IsText, IsTime } from '../rules.js';

export class StockLowEvent {
  @IsId()
  productId!: string;

  @IsText(200, 1)
  name!: string;

  /** Units that can still be ordered. */
  @IsInt()
  available!: number;

  /** The product's own threshold, in units. */
  @IsInt()
  threshold!: number;

  @IsTime()
  at!: string;
}
export const StockLow = event('stock.low', {
  description:
    'The available stock of a product fell to its threshold or below. Published once, until the stock has risen above the threshold again.',
  payload: StockLowEvent,
  aggregateId: ({ productId }) => productId,
});
