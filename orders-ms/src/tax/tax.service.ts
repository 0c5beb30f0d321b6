import { Inject, Injectable } from '@nestjs/common';
import { TaxRateRepository } from './tax-rate.repository.js';
import { TaxRates } from './tax-rates.js';

/** The country of the shop, ISO 3166-1 alpha-2; null when it is not configured. */
export const SELLER_COUNTRY = Symbol('SELLER_COUNTRY');

/** How long another replica may use rates that have changed. */
const MAX_AGE_MS = 5_000;

/**
 * The tax rates in memory, so that an order costs no statement for them. One statement reads all of
 * them, at most every 5 seconds and only when an order needs them. The replica that changes a rate
 * uses it at once, the others within 5 seconds. A rate whose `validFrom` is at least 5 seconds ahead
 * is used by all of them from its first moment.
 */
@Injectable()
export class TaxService {
  private loaded: { at: number; rates: Promise<TaxRates> } | undefined;

  constructor(
    private readonly repository: TaxRateRepository,
    @Inject(SELLER_COUNTRY) readonly sellerCountry: string | null,
  ) {}

  rates(): Promise<TaxRates> {
    const now = performance.now();
    if (this.loaded && now - this.loaded.at < MAX_AGE_MS) return this.loaded.rates;
    const rates = this.repository.current().then((current) => new TaxRates(current));
    const loaded = (this.loaded = { at: now, rates });
    rates.catch(() => {
      if (this.loaded === loaded) this.loaded = undefined;
    });
    return rates;
  }

  /** After a change of the rates. */
  reload(): void {
    this.loaded = undefined;
  }
}
