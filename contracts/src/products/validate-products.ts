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

/** Keeps the stock for an order. Repeating it for the same order id holds nothing more. */
export class StockReservation {
  @IsId()
  orderId!: string;

  /** The hold is kept at least until then. */
  @IsTime()
  expiresAt!: string;
}

export class ValidateProductsRequest {
  /** Each product once: the caller adds up its lines. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique((item: RequestedProduct) => item?.productId)
  @ValidateNested({ each: true })
  @Type(() => RequestedProduct)
  items!: RequestedProduct[];

  @IsCurrencyCode()
  currency!: string;

  /** Absent: only look. Present: hold all items for this order, or none. */
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

  /** What one unit costs, in minor units of the currency asked for. */
  @IsAmount()
  unitAmount!: number;

  @IsInt()
  quantity!: number;
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
    'Names and prices of products that can be sold, with an optional reservation of all of them or none. products.not_sellable lists every product that is unknown, deleted, has no price or too little stock.',
  request: ValidateProductsRequest,
  reply: ValidateProductsReply,
  access: 'anyone',
  faults: [ProductsNotSellable, ReservationConflict],
});
