import { IsInt, Max, Min, NotEquals } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId, IsText } from '../rules.js';
import { MAX_STOCK } from './create-product.js';
import { ProductView } from './product-view.js';

export class StockAdjustment {
  /** Units to add (positive) or take away (negative). Never takes away what shoppers have reserved. */
  @IsInt()
  @Min(-MAX_STOCK)
  @Max(MAX_STOCK)
  @NotEquals(0)
  delta!: number;

  /** Why, for whoever counts the shelf next. */
  @IsText(500, 1)
  reason!: string;
}

export class AdjustStockRequest extends StockAdjustment {
  @IsId()
  productId!: string;
}

/** Corrects the stock on hand. */
export const AdjustStock = rpc('products.adjust_stock', AdjustStockRequest, ProductView, { access: 'staff' });
