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
import { IsText } from '../rules.js';
import { Price, ProductView } from './product-view.js';

/** The largest stock one product can have: a limit far from the integer's own, so sums never overflow. */
export const MAX_STOCK = 1_000_000_000;

const imageUrl = { protocols: ['https', 'http'], require_tld: false, require_protocol: true };

export class CreateProductRequest {
  @IsText(200, 1)
  name!: string;

  @IsOptional()
  @IsText(5_000)
  description?: string;

  @IsOptional()
  @IsUrl(imageUrl)
  @MaxLength(2_000)
  imageUrl?: string;

  /** One price per currency. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique((price: Price) => price?.currency)
  @ValidateNested({ each: true })
  @Type(() => Price)
  prices!: Price[];

  /** Units on hand at the start; 0 unless told. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_STOCK)
  stock?: number;

  /** Announce `stock.low` when what can be ordered falls to this; absent: never. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_STOCK)
  lowThreshold?: number;
}

export const CreateProduct = rpc('products.create', {
  description: 'Adds a product to the catalogue.',
  request: CreateProductRequest,
  reply: ProductView,
  access: 'staff',
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
