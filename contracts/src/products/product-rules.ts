import { Transform, Type } from 'class-transformer';
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
import { allOf, IsParagraph, IsSingleLine } from '../rules.js';
import { Price } from './product-view.js';

/** The largest stock of one product. Sums of stocks never overflow an integer. */
export const MAX_STOCK = 1_000_000_000;

export const IsProductName = () => IsSingleLine(200);

export const IsProductDescription = () => IsParagraph(5_000);

/**
 * An http(s) URL in ASCII, as Stripe requires it: the host in punycode, everything after it
 * percent-encoded. Undefined for any other text.
 */
export function asciiUrl(typed: string): string | undefined {
  if (!/^https?:\/\//i.test(typed) || !URL.canParse(typed)) return undefined;
  const { origin, username, pathname, search, hash } = new URL(typed);
  // A URL parser leaves some characters that RFC 3986 does not allow, and a lone "%".
  const rest = `${pathname}${search}${hash}`
    .replace(/[^\w\-.~:/?#@!$&'()*+,;=%]/g, encodeURIComponent)
    .replace(/%(?![\da-f]{2})/gi, '%25');
  return username ? undefined : origin + rest;
}

/** An http(s) URL. It is converted to {@link asciiUrl}, which has at most 2,000 characters. */
export const IsImageUrl = () =>
  allOf(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (asciiUrl(value) ?? value) : value,
    ),
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
