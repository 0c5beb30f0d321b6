import type { TaxClass, TaxRateView } from '@orderwire/contracts';

/** 100 % in the unit in which percentages are stored and computed: 1/10000 %. */
export const HUNDRED_PERCENT = 1_000_000;

/** A tax rate as it is stored. */
export interface TaxRate {
  id: string;
  country: string;
  taxClass: TaxClass;
  /** As buyers read it. */
  name: string;
  /** In 1/10000 %: 190000 is 19 %. */
  percentage: number;
  /** Whether prices include the tax; else it is added to them. */
  inclusive: boolean;
  /** It holds from then on, */
  validFrom: Date;
  /** and before then. */
  validUntil: Date | null;
}

/** A percentage of a contract in 1/10000 %. */
export const percentageUnits = (percentage: number): number =>
  Math.round((percentage * HUNDRED_PERCENT) / 100);

/** A percentage in 1/10000 % as contracts have it. */
export const percentageOf = (units: number): number => (units * 100) / HUNDRED_PERCENT;

export const taxRateView = (rate: TaxRate): TaxRateView => ({
  ...rate,
  percentage: percentageOf(rate.percentage),
  validFrom: rate.validFrom.toISOString(),
  validUntil: rate.validUntil?.toISOString() ?? null,
});

/** The rates of all countries, to look them up by time. */
export class TaxRates {
  private readonly byCountry = new Map<string, TaxRate[]>();

  constructor(rates: readonly TaxRate[]) {
    for (const rate of rates) {
      const known = this.byCountry.get(rate.country);
      if (known) known.push(rate);
      else this.byCountry.set(rate.country, [rate]);
    }
  }

  /**
   * The rate of a class at a time. Without a rate of its own a class has the standard rate; `zero` has
   * 0 % wherever the country has any rate.
   */
  find(country: string, taxClass: TaxClass, at: Date): TaxRate | undefined {
    const valid = this.byCountry
      .get(country)
      ?.filter(({ validFrom, validUntil }) => validFrom <= at && (validUntil === null || at < validUntil));
    const rateOf = (wanted: TaxClass) => valid?.find((rate) => rate.taxClass === wanted);
    const standard = rateOf('standard');
    const own = rateOf(taxClass);
    if (own || taxClass !== 'zero') return own ?? standard;
    const any = standard ?? valid?.[0];
    return any && { ...any, taxClass, percentage: 0 };
  }
}
