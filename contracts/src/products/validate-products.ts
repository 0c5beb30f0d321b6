import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { rpc } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';
import { IsTaxClass, type TaxClass } from '../tax.js';
import { TotalOutOfRange } from '../orders/faults.js';
import { ProductsNotSellable, ReservationConflict } from './faults.js';

/** The most units of one product in one order, lines of the same product added together. */
export const MAX_QUANTITY = 99_900;

export class RequestedProduct {
  @IsId()
  productId!: string;

  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity!: number;
}

/** Reserves stock for an order. A repeated request for the same order reserves nothing more. */
export class StockReservation {
  @IsId()
  orderId!: string;

  /** The reservation is kept at least until this time. */
  @IsTime()
  expiresAt!: string;
}

export class ValidateProductsRequest {
  /** Each product once: the caller adds up the lines of an order. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique((item: RequestedProduct) => item?.productId)
  @ValidateNested({ each: true })
  @Type(() => RequestedProduct)
  items!: RequestedProduct[];

  @IsCurrencyCode()
  currency!: string;

  /** Present: reserve all items for this order, or none. Default: reserve nothing. */
  @IsOptional()
  @ValidateNested()
  @Type(() => StockReservation)
  hold?: StockReservation;
}

export class ValidatedProduct {
  @IsId()
  productId!: string;

  @IsString()
  name!: string;

  @Nullable()
  @IsString()
  imageUrl!: string | null;

  /** The price of one unit, in minor units of the requested currency. */
  @IsAmount()
  unitAmount!: number;

  @IsInt()
  quantity!: number;

  /** Which of a country's tax rates it has; missing: standard. */
  @IsOptional()
  @IsTaxClass()
  taxClass?: TaxClass;
}

export class ValidateProductsReply {
  @IsCurrencyCode()
  currency!: string;

  /** In the order of the request. */
  @ValidateNested({ each: true })
  @Type(() => ValidatedProduct)
  items!: ValidatedProduct[];
}

export const ValidateProducts = rpc('validate_products', {
  description:
    'Names and prices of products that can be sold, with an optional reservation of all of them or none. products.not_sellable lists every product that is unknown, deleted, has no price or too little stock; unpaid orders of guests hold only a share of it. A reservation whose total cannot be charged is refused.',
  request: ValidateProductsRequest,
  reply: ValidateProductsReply,
  access: 'anyone',
  callers: ['orders-ms'],
  faults: [ProductsNotSellable, ReservationConflict, TotalOutOfRange],
});
