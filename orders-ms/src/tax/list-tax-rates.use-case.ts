import { Injectable } from '@nestjs/common';
import type { ListTaxRatesRequest, TaxRatePage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { TaxRateRepository } from './tax-rate.repository.js';
import { taxRateView } from './tax-rates.js';

/** Lists tax rates by `validFrom`, latest first. */
@Injectable()
export class ListTaxRatesUseCase {
  constructor(private readonly rates: TaxRateRepository) {}

  execute(request: ListTaxRatesRequest): Promise<TaxRatePage> {
    return pageOf(request, {
      read: (after, limit) => this.rates.list(request.country, after, limit),
      keyOf: ({ validFrom, id }) => ({ at: validFrom, id }),
      view: taxRateView,
    });
  }
}
