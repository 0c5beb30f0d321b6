import { IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsClearable, IsId } from '../rules.js';
import { IsTaxClass, type TaxClass } from '../tax.js';
import { ProductNotFound } from './faults.js';
import { ArePrices, IsImageUrl, IsProductDescription, IsProductName, IsStock } from './product-rules.js';
import { type Price, ProductView } from './product-view.js';

/** A missing field keeps its value. `null` clears description, image and low-stock threshold. */
export class UpdateProductRequest {
  @IsId()
  productId!: string;

  @IsOptional()
  @IsProductName()
  name?: string;

  @IsClearable()
  @IsProductDescription()
  description?: string | null;

  @IsClearable()
  @IsImageUrl()
  imageUrl?: string | null;

  /** Replaces all prices. Existing orders keep the prices they were created with. */
  @IsOptional()
  @ArePrices()
  prices?: Price[];

  /** Existing orders keep the tax they were created with. */
  @IsOptional()
  @IsTaxClass()
  taxClass?: TaxClass;

  /** Publish `stock.low` when the available units fall to this; `null`: never. */
  @IsClearable()
  @IsStock()
  lowThreshold?: number | null;
}

export const UpdateProduct = rpc('products.update', {
  description:
    'Changes name, description, image, prices, tax class or low-stock threshold of a product. Stock has a contract of its own.',
  request: UpdateProductRequest,
  reply: ProductView,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [ProductNotFound],
  example: {
    productId: '019a0000-0000-7000-8000-000000000001',
    prices: [{ currency: 'usd', amount: 4400 }],
    lowThreshold: 10,
  },
});
