import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { MAX_AMOUNT } from '../currencies.js';
import { Page, PageRequest } from '../page.js';
import { IsCurrencyCode, IsQueryBoolean, IsText, IsWholeNumber } from '../rules.js';
import { ProductView } from './product-view.js';

export class ListProductsRequest extends PageRequest {
  /** Part of the name, in any case, with or without its accents. */
  @IsOptional()
  @IsText(200)
  search?: string;

  /**
   * Only products with a price in this currency. Needed for `minPrice` and `maxPrice`, else "usd".
   */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  /** Minor units of `currency`, inclusive. */
  @IsOptional()
  @IsWholeNumber(0, MAX_AMOUNT)
  minPrice?: number;

  /** Minor units of `currency`, inclusive. */
  @IsOptional()
  @IsWholeNumber(0, MAX_AMOUNT)
  maxPrice?: number;

  /** true: only what can be ordered now; false: only what is sold out. */
  @IsOptional()
  @IsQueryBoolean()
  available?: boolean;
}

export class ProductPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => ProductView)
  data!: ProductView[];
}

export const ListProducts = rpc('products.list', {
  description: 'Products on sale, newest first.',
  request: ListProductsRequest,
  reply: ProductPage,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
});
