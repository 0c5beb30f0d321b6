import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { MAX_PAGE } from '../page.js';
import { IsId, IsTime, IsWholeNumber, Nullable } from '../rules.js';
import { Freshness } from './freshness.js';
import { InsightsPeriod } from './insights-period.js';

export const topProductOrders = ['units', 'amount'] as const;

export type TopProductOrder = (typeof topProductOrders)[number];

/** The most days of a period. */
export const DAYS_OF_TOP_PRODUCTS = 366;

/** The period is rounded to whole days, UTC, and has at most 366 of them. */
export class GetTopProductsRequest extends InsightsPeriod {
  /** Default: `amount`. */
  @IsOptional()
  @IsIn(topProductOrders)
  by?: TopProductOrder;

  /** 1 to 100; default: 10. */
  @IsOptional()
  @IsWholeNumber(1, MAX_PAGE)
  limit?: number;
}

/** What was sold of a product. Refunds are not taken off. */
export class TopProduct {
  @IsId()
  productId!: string;

  /** Of the latest order. */
  @IsString()
  name!: string;

  @IsInt()
  units!: number;

  /** At the prices of the orders, in minor units. */
  @IsInt()
  amount!: number;
}

export class TopProducts {
  /** Null when none was requested and there are no orders. */
  @Nullable()
  @IsString()
  currency!: string | null;

  @IsTime()
  from!: string;

  @IsTime()
  to!: string;

  /** Best first. */
  @ValidateNested({ each: true })
  @Type(() => TopProduct)
  products!: TopProduct[];

  @ValidateNested()
  @Type(() => Freshness)
  freshness!: Freshness;
}

export const GetTopProducts = rpc('insights.get_top_products', {
  description: 'The products with the most units or the largest amount in the orders paid in a period.',
  request: GetTopProductsRequest,
  reply: TopProducts,
  access: 'staff',
  callers: ['client-gateway'],
  readOnly: true,
  example: { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', by: 'units', limit: 10 },
});
