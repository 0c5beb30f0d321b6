import { IsInt, Max, Min, NotEquals } from 'class-validator';
import { rpc } from '../contract.js';
import { IdempotencyKeyReused } from '../orders/faults.js';
import { IsId, IsParagraph } from '../rules.js';
import { MAX_STOCK } from './product-rules.js';
import { ProductView } from './product-view.js';
import { ProductNotFound, StockTooLow } from './faults.js';

export class AdjustStockRequest {
  @IsId()
  productId!: string;

  /** Units to add (positive) or remove (negative). Reserved units cannot be removed. */
  @IsInt()
  @Min(-MAX_STOCK)
  @Max(MAX_STOCK)
  @NotEquals(0)
  delta!: number;

  /** Shown in the stock ledger. */
  @IsParagraph(500, 1)
  reason!: string;
}

export const AdjustStock = rpc('products.adjust_stock', {
  description: 'Corrects the stock of a product.',
  request: AdjustStockRequest,
  reply: ProductView,
  access: 'staff',
  callers: ['client-gateway'],
  idempotent: true,
  faults: [ProductNotFound, StockTooLow, IdempotencyKeyReused],
  example: { productId: '019a0000-0000-7000-8000-000000000001', delta: 10, reason: 'Delivery 2026-117' },
});
