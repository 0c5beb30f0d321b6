import { IsBoolean } from 'class-validator';
import { IsCountryCode, IsId, IsSingleLine, IsTime, Nullable } from '../rules.js';
import { IsPercentage, IsTaxClass, type TaxClass } from '../tax.js';

/** A tax rate of a country and class. It never changes: a new rate replaces it. */
export class TaxRateView {
  @IsId()
  id!: string;

  @IsCountryCode()
  country!: string;

  @IsTaxClass()
  taxClass!: TaxClass;

  /** As buyers read it: "VAT", "Sales tax". */
  @IsSingleLine(50)
  name!: string;

  @IsPercentage()
  percentage!: number;

  /** Whether prices include the tax; else it is added to them. */
  @IsBoolean()
  inclusive!: boolean;

  /** Holds for orders created at or after. */
  @IsTime()
  validFrom!: string;

  /** Holds for orders created before; null: no end. */
  @Nullable()
  @IsTime()
  validUntil!: string | null;
}
