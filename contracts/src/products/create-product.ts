import { IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IdempotencyKeyReused } from '../orders/faults.js';
import { IsTaxClass, type TaxClass } from '../tax.js';
import { ProductNotFound } from './faults.js';
import { ArePrices, IsImageUrl, IsProductDescription, IsProductName, IsStock } from './product-rules.js';
import { type Price, ProductView } from './product-view.js';

export class CreateProductRequest {
  @IsProductName()
  name!: string;

  @IsOptional()
  @IsProductDescription()
  description?: string;

  @IsOptional()
  @IsImageUrl()
  imageUrl?: string;

  /** One price per currency. */
  @ArePrices()
  prices!: Price[];

  /** Default: standard. */
  @IsOptional()
  @IsTaxClass()
  taxClass?: TaxClass;

  /** Initial units; default: 0. */
  @IsOptional()
  @IsStock()
  stock?: number;

  /** Publish `stock.low` when the available units fall to this; default: never. */
  @IsOptional()
  @IsStock()
  lowThreshold?: number;
}

export const CreateProduct = rpc('products.create', {
  description: 'Adds a product to the catalogue.',
  request: CreateProductRequest,
  reply: ProductView,
  access: 'staff',
  callers: ['client-gateway'],
  idempotent: true,
  faults: [IdempotencyKeyReused, ProductNotFound],
  example: {
    name: 'Walnut desk organiser',
    description: 'Oiled by hand, with a groove for pens.',
    prices: [
      { currency: 'usd', amount: 4900 },
      { currency: 'eur', amount: 4500 },
      { currency: 'jpy', amount: 7400 },
      { currency: 'kwd', amount: 15050 },
    ],
    stock: 25,
    lowThreshold: 5,
  },
});
