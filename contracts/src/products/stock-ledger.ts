import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { PageMeta, PageRequest } from '../page.js';
import { IsId, IsTime, Nullable } from '../rules.js';
import { ProductNotFound } from './faults.js';

/** Why a counter moved. */
export const stockMovements = ['adjusted', 'held', 'released', 'sold', 'returned'] as const;

export type StockMovement = (typeof stockMovements)[number];

/** One movement of one product's counters. The sum of all of them is what the counters say. */
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

  /** The order that moved it; null for an adjustment. */
  @Nullable()
  @IsString()
  orderId!: string | null;

  /** Why, in the words of who adjusted it. */
  @Nullable()
  @IsString()
  reason!: string | null;

  /** Account of who adjusted it; null for an order's movement. */
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

export class StockLedgerPage {
  @ValidateNested({ each: true })
  @Type(() => StockLedgerEntry)
  data!: StockLedgerEntry[];

  @ValidateNested()
  @Type(() => PageMeta)
  meta!: PageMeta;
}

export const ListStockLedger = rpc('products.stock_ledger', {
  description: 'All stock movements of a product, newest first.',
  request: ListStockLedgerRequest,
  reply: StockLedgerPage,
  access: 'staff',
  faults: [ProductNotFound],
});
