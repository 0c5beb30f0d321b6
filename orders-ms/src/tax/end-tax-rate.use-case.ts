import { Injectable } from '@nestjs/common';
import {
  type EndTaxRateRequest,
  TaxRateEnded,
  TaxRateInThePast,
  TaxRateNotFound,
  type TaxRateView,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { timeOfChange } from './tax-rate-period.js';
import { TaxRateRepository } from './tax-rate.repository.js';
import { taxRateView } from './tax-rates.js';
import { TaxService } from './tax.service.js';

/** Ends a tax rate earlier than it would. */
@Injectable()
export class EndTaxRateUseCase {
  constructor(
    private readonly rates: TaxRateRepository,
    private readonly tax: TaxService,
    private readonly database: Database,
  ) {}

  async execute({ taxRateId, validUntil: wanted }: EndTaxRateRequest): Promise<TaxRateView> {
    const now = new Date();
    const ended = await this.database.transaction(async (tx) => {
      await this.rates.lock(tx);
      const rate = await this.rates.find(tx, taxRateId);
      if (!rate) throw TaxRateNotFound({ taxRateId });
      const { validFrom, validUntil: known } = rate;
      const validUntil = wanted === undefined && validFrom > now ? validFrom : timeOfChange(wanted, now);
      if (!validUntil || validUntil < validFrom) throw TaxRateInThePast({ validUntil: wanted, validFrom });
      if (known && known <= validUntil) throw TaxRateEnded({ validUntil: known.toISOString() });
      await this.rates.end(tx, taxRateId, validUntil);
      return { ...rate, validUntil };
    });
    this.tax.reload();
    return taxRateView(ended);
  }
}
