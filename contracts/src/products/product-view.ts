import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';
import { IsTaxClass, type TaxClass } from '../tax.js';

/** The price of one unit in one currency, in minor units. */
export class Price {
  @IsCurrencyCode()
  currency!: string;

  @IsAmount()
  amount!: number;
}

/** The stock counters of one product. `available + reserved` is on hand. */
export class StockView {
  @IsInt()
  available!: number;

  @IsInt()
  reserved!: number;

  @IsInt()
  sold!: number;

  /** `stock.low` is published when `available` falls to this; null: never. */
  @Nullable()
  @IsInt()
  lowThreshold!: number | null;
}

/** A product as callers see it. */
export class ProductView {
  @IsId()
  id!: string;

  @IsString()
  name!: string;

  @Nullable()
  @IsString()
  description!: string | null;

  @Nullable()
  @IsString()
  imageUrl!: string | null;

  @ValidateNested({ each: true })
  @Type(() => Price)
  prices!: Price[];

  /** Which of a country's tax rates it has. */
  @IsTaxClass()
  taxClass!: TaxClass;

  /** Whether at least one unit can be ordered now. */
  @IsBoolean()
  available!: boolean;

  /** Only for staff. */
  @IsOptional()
  @ValidateNested()
  @Type(() => StockView)
  stock?: StockView;

  @IsTime()
  createdAt!: string;

  @IsTime()
  updatedAt!: string;
}
