import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsUrl,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { allOf, IsComposedText, IsText } from '../rules.js';
import { Price } from './product-view.js';

/** The largest stock of one product. Sums of stocks never overflow an integer. */
export const MAX_STOCK = 1_000_000_000;

export const IsProductName = () => IsComposedText(200, 1);

export const IsProductDescription = () => IsText(5_000);

export const IsImageUrl = () =>
  allOf(
    IsUrl({ protocols: ['https', 'http'], require_tld: false, require_protocol: true }),
    MaxLength(2_000),
  );

/** One price per currency, at least one. */
export const ArePrices = () =>
  allOf(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(50),
    ArrayUnique((price: Price) => price?.currency),
    ValidateNested({ each: true }),
    Type(() => Price),
  );

/** A number of units from 0 to {@link MAX_STOCK}. */
export const IsStock = () => allOf(IsInt(), Min(0), Max(MAX_STOCK));
