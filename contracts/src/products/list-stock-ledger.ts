import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsId, IsTime, Nullable } from '../rules.js';
import { ProductNotFound } from './faults.js';

/** Kinds of stock movements. */
export const stockMovements = ['adjusted', 'held', 'released', 'sold', 'returned'] as const;

export type StockMovement = (typeof stockMovements)[number];

/** One stock movement of a product. The counters are the sum of all its movements. */
export class StockLedgerEntry {
  @IsId()
  id!: string;

  @IsIn(stockMovements)
  movement!: StockMovement;

  /** Change of each counter, in units. */
  @IsInt()
  available!: number;

  @IsInt()
  reserved!: number;

  @IsInt()
  sold!: number;

  /** The order of the movement; null for an adjustment. */
  @Nullable()
  @IsString()
  orderId!: string | null;

  /** The reason of an adjustment. */
  @Nullable()
  @IsString()
  reason!: string | null;

  /** Account id of the staff member who adjusted it; null for an order's movement. */
  @Nullable()
  @IsString()
  actorId!: string | null;

  @IsTime()
  at!: string;
}

export class ListStockLedgerRequest extends PageRequest {
  @IsId()
  productId!: string;
}

export class StockLedgerPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => StockLedgerEntry)
  data!: StockLedgerEntry[];
}

export const ListStockLedger = rpc('products.stock_ledger', {
  description: 'All stock movements of a product, newest first.',
  request: ListStockLedgerRequest,
  reply: StockLedgerPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [ProductNotFound],
});
