import { describe, expect, it } from '@jest/globals';
import { taxClasses, type TaxClass } from '@orderwire/contracts';
import fc from 'fast-check';
import { taxOrder } from './order-taxes.js';
import type { Supply } from './tax-decision.js';
import { type TaxRate, TaxRates } from './tax-rates.js';

const rate = (country: string, taxClass: TaxClass, percent: number, inclusive = true): TaxRate => ({
  id: `${country} ${taxClass}`,
  ...{ country, taxClass, name: inclusive ? 'VAT' : 'Sales tax', percentage: percent * 10_000, inclusive },
  ...{ validFrom: new Date(0), validUntil: null },
});
const rates = new TaxRates([
  ...[rate('DE', 'standard', 19), rate('DE', 'reduced', 7)],
  ...[rate('US', 'standard', 8.25, false), rate('US', 'reduced', 2.125, false)],
  // One class includes the tax and the other does not.
  ...[rate('CA', 'standard', 5), rate('CA', 'reduced', 5, false)],
]);
const supply = (fields: Partial<Supply> = {}): Supply => ({
  ...{ sellerCountry: 'DE', shippingCountry: null, billingCountry: null, vatId: null, at: new Date() },
  ...fields,
});
const line = (unitAmount: number, quantity = 1, taxClass: TaxClass = 'standard') => ({
  ...{ unitAmount, quantity, taxClass },
});
const euros = (lines: ReturnType<typeof line>[], fields?: Partial<Supply>) =>
  taxOrder(lines, supply(fields), rates, 'eur');

describe('an order with included tax', () => {
  it('has one tax per reason, and lines that add up to them', () => {
    const taxed = euros([line(10, 1), line(20_00, 2, 'reduced'), line(10, 2), line(5_00, 1, 'zero')]);
    expect(taxed.taxes).toEqual([
      {
        ...{ name: 'VAT', country: 'DE', reason: 'standard_rated', percentage: 19, inclusive: true },
        ...{ taxableAmount: 25, amount: 5 },
      },
      {
        ...{ name: 'VAT', country: 'DE', reason: 'reduced_rated', percentage: 7, inclusive: true },
        ...{ taxableAmount: 37_38, amount: 2_62 },
      },
      {
        ...{ name: 'VAT', country: 'DE', reason: 'zero_rated', percentage: 0, inclusive: true },
        ...{ taxableAmount: 5_00, amount: 0 },
      },
    ]);
    expect(taxed).toMatchObject({ taxAmount: 2_67, addedAmount: 0 });
    expect(taxed.lines.map(({ taxAmount, taxableAmount }) => [taxAmount, taxableAmount])).toEqual([
      ...[[2, 8], [2_62, 37_38], [3, 17], [0, 5_00]], // prettier-ignore
    ]);
  });

  it('has the price and the tax of each line', () =>
    expect(euros([line(119_00)]).lines).toEqual([
      {
        unitAmount: 119_00,
        ...{ taxReason: 'standard_rated', taxPercentage: 190_000, taxableAmount: 100_00, taxAmount: 19_00 },
      },
    ]));
});

describe('an order with added tax', () => {
  it('costs the lines without the seller’s tax, and the added tax', () => {
    const taxed = euros([line(11_90), line(2_13, 3, 'reduced')], { shippingCountry: 'US' });
    expect(taxed).toMatchObject({ taxAmount: 83 + 13, addedAmount: 83 + 13 });
    expect(taxed.lines.map(({ taxableAmount }) => taxableAmount)).toEqual([10_00, 5_97]);
  });

  it('adds nothing for a class whose price includes it', () => {
    const taxed = euros([line(105_00), line(107_00, 1, 'reduced')], { shippingCountry: 'CA' });
    expect(taxed).toMatchObject({ taxAmount: 10_00, addedAmount: 5_00 });
    expect(taxed.taxes.map(({ inclusive }) => inclusive)).toEqual([true, false]);
  });
});

describe('an order without tax', () => {
  it('costs a company elsewhere in the EU the prices without the seller’s tax', () => {
    const company = { billingCountry: 'FR', vatId: 'FRAB123456789' };
    const taxed = euros([line(119_00, 2), line(1_00, 3), line(107_00, 1, 'reduced')], company);
    expect(taxed.lines.map(({ unitAmount }) => unitAmount)).toEqual([100_00, 84, 100_00]);
    expect(taxed.taxes).toEqual([
      {
        ...{ name: 'VAT', country: null, reason: 'reverse_charge', percentage: 0, inclusive: false },
        ...{ taxableAmount: 302_52, amount: 0 },
      },
    ]);
  });

  it('keeps its prices where the shop has no rates', () =>
    expect(euros([line(119_00)], { sellerCountry: null })).toMatchObject({
      lines: [{ unitAmount: 119_00, taxReason: 'not_subject_to_tax', taxAmount: 0 }],
      ...{ taxAmount: 0, addedAmount: 0 },
    }));
});

describe('every order', () => {
  const currency = fc.constantFrom(['eur', 1], ['jpy', 1], ['kwd', 10], ['isk', 100]);
  const item = fc.record({
    steps: fc.integer({ min: 0, max: 99_999 }),
    quantity: fc.integer({ min: 1, max: 999 }),
    taxClass: fc.constantFrom(...taxClasses),
  });
  const place = fc.constantFrom(null, 'DE', 'US', 'CA', 'CH', 'FR');
  const vatId = fc.constantFrom(null, 'FRAB123456789');

  it('has taxes that add up: nets and tax to the total, lines to the taxes, in charge steps', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 30 }),
        ...[place, place, vatId, currency],
        (items, shippingCountry, billingCountry, id, [code, step]) => {
          const lines = items.map(({ steps, ...rest }) => ({ unitAmount: steps * Number(step), ...rest }));
          const where = supply({ shippingCountry, billingCountry, vatId: id });
          const taxed = taxOrder(lines, where, rates, String(code));
          const total = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
          const amounts = taxed.lines.map(({ unitAmount }, n) => unitAmount * lines[n]!.quantity);
          const nets = total(taxed.taxes.map(({ taxableAmount }) => taxableAmount));
          expect(nets + taxed.taxAmount).toBe(total(amounts) + taxed.addedAmount);
          for (const { reason, percentage, taxableAmount, amount } of taxed.taxes) {
            const own = taxed.lines.filter((l) => l.taxReason === reason);
            if (where.shippingCountry !== 'CA') {
              expect(total(own.map((l) => l.taxAmount))).toBe(amount);
              expect(total(own.map((l) => l.taxableAmount))).toBe(taxableAmount);
              expect(own.every((l) => l.taxPercentage === percentage * 10_000)).toBe(true);
            }
            expect([amount % Number(step), taxableAmount % Number(step)]).toEqual([0, 0]);
          }
          taxed.lines.forEach((l, n) =>
            expect([amounts[n], amounts[n]! - l.taxAmount]).toContain(l.taxableAmount),
          );
        },
      ),
    );
  });
});
