import { Injectable } from '@nestjs/common';
import {
  type CreateTaxRateRequest,
  InvalidMessage,
  TaxRateExists,
  TaxRateInThePast,
  type TaxRateView,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { placeAt, timeOfChange } from './tax-rate-period.js';
import { TaxRateRepository } from './tax-rate.repository.js';
import { percentageUnits, type TaxRate, taxRateView } from './tax-rates.js';
import { TaxService } from './tax.service.js';

/** Adds a tax rate and ends the one that it replaces. */
@Injectable()
export class CreateTaxRateUseCase {
  constructor(
    private readonly rates: TaxRateRepository,
    private readonly tax: TaxService,
    private readonly database: Database,
  ) {}

  async execute(request: CreateTaxRateRequest): Promise<TaxRateView> {
    if (request.taxClass === 'zero' && request.percentage !== 0) throw notZero();
    const validFrom = timeOfChange(request.validFrom, new Date());
    if (!validFrom) throw TaxRateInThePast({ validFrom: request.validFrom });
    const created = await this.database.transaction(async (tx) => {
      await this.rates.lock(tx);
      const place = placeAt(validFrom, await this.rates.from(tx, request, validFrom));
      if (place.taken) throw TaxRateExists({ taxRateId: place.taken.id });
      const rate: TaxRate = {
        ...request,
        id: uuidv7(),
        percentage: percentageUnits(request.percentage),
        validFrom,
        validUntil: place.validUntil,
      };
      if (place.replaced) await this.rates.end(tx, place.replaced.id, validFrom);
      await this.rates.insert(tx, rate);
      return rate;
    });
    this.tax.reload();
    return taxRateView(created);
  }
}

const notZero = () =>
  InvalidMessage({
    errors: [{ path: 'percentage', message: 'percentage must be 0 for the tax class "zero"' }],
  });
