import { IsBoolean, IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsCountryCode, IsSingleLine, IsTime } from '../rules.js';
import { IsPercentage, IsTaxClass, type TaxClass } from '../tax.js';
import { TaxRateExists, TaxRateInThePast } from './faults.js';
import { TaxRateView } from './tax-rate-view.js';

export class CreateTaxRateRequest {
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

  /** Default: now. Never in the past: orders keep the tax that they were created with. */
  @IsOptional()
  @IsTime()
  validFrom?: string;
}

export const CreateTaxRate = rpc('orders.create_tax_rate', {
  description:
    'Adds a tax rate. The rate that holds for the same country and class at `validFrom` ends then; the new one ends where a later one begins. Orders use it within 5 seconds.',
  request: CreateTaxRateRequest,
  reply: TaxRateView,
  access: 'admin',
  callers: ['client-gateway'],
  faults: [TaxRateExists, TaxRateInThePast],
  audited: ['country', 'taxClass', 'name', 'percentage', 'inclusive', 'validFrom'],
  example: {
    country: 'DE',
    taxClass: 'standard',
    name: 'VAT',
    percentage: 19,
    inclusive: true,
    validFrom: '2027-01-01T00:00:00+01:00',
  },
});
