import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  IsUrl,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { rpc } from '../contract.js';
import { IsId, IsText } from '../rules.js';
import { MAX_STOCK } from './create-product.js';
import { Price, ProductView } from './product-view.js';
import { ProductNotFound } from './faults.js';

/** What may change; a field that is absent stays as it is. `null` clears description or image. */
export class ProductChanges {
  @IsOptional()
  @IsText(200, 1)
  name?: string;

  @IsOptional()
  @IsText(5_000)
  description?: string | null;

  @IsOptional()
  @IsUrl({ protocols: ['https', 'http'], require_tld: false, require_protocol: true })
  @MaxLength(2_000)
  imageUrl?: string | null;

  /** Replaces the whole list of prices. Orders that exist keep the price they were placed at. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique((price: Price) => price?.currency)
  @ValidateNested({ each: true })
  @Type(() => Price)
  prices?: Price[];

  /** Announce `stock.low` when what can be ordered falls to this; `null`: never. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_STOCK)
  lowThreshold?: number | null;
}

export class UpdateProductRequest extends ProductChanges {
  @IsId()
  productId!: string;
}

export const UpdateProduct = rpc('products.update', {
  description:
    'Changes name, description, image, prices or low-stock threshold of a product. Stock has a contract of its own.',
  request: UpdateProductRequest,
  reply: ProductView,
  access: 'staff',
  faults: [ProductNotFound],
  example: {
    productId: '019a0000-0000-7000-8000-000000000001',
    prices: [{ currency: 'usd', amount: 4400 }],
    lowThreshold: 10,
  },
});
