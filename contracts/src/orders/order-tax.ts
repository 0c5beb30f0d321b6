import { IsBoolean, IsIn, IsString } from 'class-validator';
import { IsAmount, IsCountryCode, Nullable } from '../rules.js';
import { IsPercentage, type TaxReason, taxReasons } from '../tax.js';

/** One tax of an order: the sums of all lines with this reason and percentage. */
export class OrderTax {
  /** As the buyer reads it: "VAT", "Sales tax". */
  @IsString()
  name!: string;

  /** The country of the rate; null without a rate. */
  @Nullable()
  @IsCountryCode()
  country!: string | null;

  @IsIn(taxReasons)
  reason!: TaxReason;

  /** In percent: 19, 5.5, 0. */
  @IsPercentage()
  percentage!: number;

  /** Whether the prices of the lines include the tax; else it is added to them. */
  @IsBoolean()
  inclusive!: boolean;

  /** Net, in minor units of the order's currency. */
  @IsAmount()
  taxableAmount!: number;

  /** The tax, in minor units of the order's currency. */
  @IsAmount()
  amount!: number;
}

/** The tax of one line. All lines of one reason and percentage add up to their {@link OrderTax}. */
export class LineTax {
  @IsIn(taxReasons)
  reason!: TaxReason;

  /** In percent: 19, 5.5, 0. */
  @IsPercentage()
  percentage!: number;

  /** Net amount of the line, in minor units. */
  @IsAmount()
  taxableAmount!: number;

  /** Tax of the line, in minor units. */
  @IsAmount()
  amount!: number;
}
