import { describe, expect, it } from '@jest/globals';
import type { TaxClass } from '@orderwire/contracts';
import { decideTax, type Supply } from './tax-decision.js';
import { type TaxRate, TaxRates } from './tax-rates.js';

const at = new Date('2026-12-01T00:00:00Z');
const rate = (country: string, taxClass: TaxClass, percent: number, inclusive = true): TaxRate => ({
  id: `${country} ${taxClass}`,
  ...{ country, taxClass, inclusive, name: inclusive ? 'VAT' : 'Sales tax', percentage: percent * 10_000 },
  ...{ validFrom: new Date(0), validUntil: null },
});
const rates = new TaxRates([
  ...[rate('DE', 'standard', 19), rate('DE', 'reduced', 7)],
  ...[rate('FR', 'standard', 20), rate('FR', 'reduced', 5.5)],
  ...[rate('DK', 'standard', 25), rate('GR', 'standard', 24), rate('US', 'standard', 8.25, false)],
  rate('NO', 'standard', 25),
  ...[rate('IE', 'reduced', 9), rate('MT', 'standard', 0)],
]);

const decide = (supply: Partial<Supply>, taxClass: TaxClass = 'standard') =>
  decideTax(
    { sellerCountry: 'DE', shippingCountry: null, billingCountry: null, vatId: null, at, ...supply },
    rates,
    taxClass,
  );

describe('the place of supply', () => {
  it.each<[Partial<Supply>, string]>([
    [{ shippingCountry: 'FR', billingCountry: 'DK' }, 'FR'],
    [{ billingCountry: 'DK' }, 'DK'],
    [{}, 'DE'],
  ])('of %j is %s', (supply, country) =>
    expect(decide(supply)).toMatchObject({ reason: 'standard_rated', country }),
  );

  it('is unknown without a seller and an address: no tax', () =>
    expect(decide({ sellerCountry: null })).toMatchObject({
      ...{ reason: 'not_subject_to_tax', country: null, percentage: 0, takenOut: 0 },
    }));
});

describe('the rate', () => {
  it.each<[string, TaxClass, string, number]>([
    ['DE', 'standard', 'standard_rated', 19],
    ['DE', 'reduced', 'reduced_rated', 7],
    ['DE', 'zero', 'zero_rated', 0],
    ['DK', 'reduced', 'standard_rated', 25],
    ['IE', 'zero', 'zero_rated', 0],
    ['IE', 'reduced', 'reduced_rated', 9],
    ['MT', 'standard', 'zero_rated', 0],
  ])('of %s for %s is %s at %d %%', (country, taxClass, reason, percent) =>
    expect(decide({ shippingCountry: country }, taxClass)).toMatchObject({
      ...{ country, reason, percentage: percent * 10_000, takenOut: 0 },
    }),
  );

  it('is added to the price where it is not included', () =>
    expect(decide({ sellerCountry: null, shippingCountry: 'US' })).toMatchObject({
      ...{ name: 'Sales tax', percentage: 82_500, inclusive: false },
    }));

  it.each<[string]>([['FI'], ['IE']])(
    'of a consumer in an EU state without one for the class (%s) is the seller’s',
    (country) =>
      expect(decide({ shippingCountry: country })).toMatchObject({
        ...{ reason: 'standard_rated', country: 'DE', percentage: 190_000, takenOut: 0 },
      }),
  );

  it('does not exist in other countries without one', () => {
    expect(decide({ sellerCountry: 'US', shippingCountry: 'CA' })).toMatchObject({
      ...{ reason: 'not_subject_to_tax', country: null, percentage: 0, takenOut: 0 },
    });
    expect(decide({ sellerCountry: null, shippingCountry: 'FI' }).reason).toBe('not_subject_to_tax');
    expect(decide({ sellerCountry: 'FI', shippingCountry: 'FI' }).reason).toBe('not_subject_to_tax');
  });
});

describe('a company in another EU state', () => {
  const company = { billingCountry: 'FR', vatId: 'FRAB123456789' };

  it('owes the tax itself: reverse charge without goods, else an intra-community supply', () => {
    const untaxed = { country: null, percentage: 0, inclusive: false, takenOut: 190_000, name: 'VAT' };
    expect(decide(company)).toMatchObject({ reason: 'reverse_charge', ...untaxed });
    expect(decide({ ...company, shippingCountry: 'FR' })).toMatchObject({
      ...{ reason: 'intra_community_supply', ...untaxed },
    });
  });

  it('has the prefix EL in Greece', () =>
    expect(decide({ billingCountry: 'GR', vatId: 'EL123456789' }).reason).toBe('reverse_charge'));

  it('loses the included tax of the class, and none where there is none', () => {
    expect(decide(company, 'reduced').takenOut).toBe(70_000);
    expect(decide(company, 'zero').takenOut).toBe(0);
    expect(decide({ ...company, sellerCountry: 'FI' }).takenOut).toBe(0);
  });

  it.each<[string, Partial<Supply>]>([
    ['of the seller’s own state', { billingCountry: 'DE', vatId: 'DE123456789' }],
    ['with a VAT id of another state', { shippingCountry: 'DK', vatId: 'FRAB123456789' }],
    ['of a seller outside the EU', { ...company, sellerCountry: 'CH' }],
    ['without a VAT id', { billingCountry: 'FR' }],
  ])('%s pays tax', (_name, supply) => expect(decide(supply).reason).toBe('standard_rated'));
});

describe('an export', () => {
  it('leaves the EU untaxed, without the included tax', () =>
    expect(decide({ shippingCountry: 'CH' })).toMatchObject({
      ...{ reason: 'export', percentage: 0, country: null, takenOut: 190_000 },
    }));

  it('needs goods: nothing is shipped to a billing address', () =>
    expect(decide({ billingCountry: 'CH' })).toMatchObject({ reason: 'not_subject_to_tax', takenOut: 0 }));

  it('is taxed where the shop has a rate: an added tax takes the place of the seller’s', () => {
    expect(decide({ shippingCountry: 'US' })).toMatchObject({
      ...{ reason: 'standard_rated', country: 'US', inclusive: false, takenOut: 190_000 },
    });
    expect(decide({ shippingCountry: 'NO' })).toMatchObject({ country: 'NO', inclusive: true, takenOut: 0 });
    expect(decide({ billingCountry: 'US' }).takenOut).toBe(0);
  });

  it('is none for a British VAT id or a Norwegian seller', () => {
    const company = { billingCountry: 'GB', vatId: 'GB123456789' };
    expect(decide(company).reason).toBe('not_subject_to_tax');
    expect(decide({ sellerCountry: 'NO', shippingCountry: 'CH' }).reason).toBe('not_subject_to_tax');
  });
});
