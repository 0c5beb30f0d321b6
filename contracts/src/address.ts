import { Transform } from 'class-transformer';
import { IsOptional, ValidateIf } from 'class-validator';
import { requiresPostalCode } from './countries.js';
import { IsCountryCode, IsSingleLine } from './rules.js';

/** Empty, blank or null is the same as missing: forms send their empty fields. */
export const blankIsMissing = () =>
  Transform(({ value }: { value: unknown }) =>
    value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value,
  );

/** A postal address: to ship to, or of a bill. */
export class Address {
  @IsSingleLine(200)
  name!: string;

  @IsSingleLine(200)
  line1!: string;

  @IsOptional()
  @IsSingleLine(200, 0)
  line2?: string;

  @IsSingleLine(100)
  city!: string;

  @IsOptional()
  @IsSingleLine(100, 0)
  state?: string;

  /** Required in countries where addresses have one. Empty or null is the same as missing. */
  @blankIsMissing()
  @ValidateIf(({ country, postalCode }: Address) => requiresPostalCode(country) || postalCode !== undefined)
  @IsSingleLine(20)
  postalCode?: string;

  /** ISO 3166-1 alpha-2, or XK for Kosovo. Stored in upper case. */
  @IsCountryCode()
  country!: string;
}
