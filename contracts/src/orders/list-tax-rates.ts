import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsCountryCode } from '../rules.js';
import { TaxRateView } from './tax-rate-view.js';

export class ListTaxRatesRequest extends PageRequest {
  @IsOptional()
  @IsCountryCode()
  country?: string;
}

export class TaxRatePage extends Page {
  @ValidateNested({ each: true })
  @Type(() => TaxRateView)
  data!: TaxRateView[];
}

export const ListTaxRates = rpc('orders.list_tax_rates', {
  description: 'All tax rates with those that have ended, by `validFrom`, latest first.',
  request: ListTaxRatesRequest,
  reply: TaxRatePage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
