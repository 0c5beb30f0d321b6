import { IsInt } from 'class-validator';
import { event } from '../contract.js';
import { IsId, IsText, IsTime } from '../rules.js';

/** What can still be sold of a product fell to its threshold, or below; told once until it has risen above again. */
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
export const StockLow = event('stock.low', StockLowEvent, (e) => e.productId);
