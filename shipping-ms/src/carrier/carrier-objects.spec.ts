import { describe, expect, it } from '@jest/globals';
import { UnreadableAnswer } from './carrier-errors.js';
import { minorUnits, shipmentOf } from './carrier-objects.js';

describe('a price of the carrier', () => {
  it.each([
    ['7.58', 'USD', 758],
    ['7.5', 'USD', 750],
    ['7', 'USD', 700],
    ['0.29', 'USD', 29],
    ['7.58001', 'USD', 759],
    ['7.50000', 'USD', 750],
    ['1200', 'JPY', 1200],
    ['4.35', 'EUR', 435],
  ])('%s %s are %d minor units', (decimal, currency, amount) => {
    expect(minorUnits(decimal, currency)).toBe(amount);
  });
});

describe('a shipment of the carrier', () => {
  it('without a label has none', () => {
    expect(shipmentOf({ id: 'shp_1', rates: [], messages: null })).toEqual({
      ...{ id: 'shp_1', rates: [], messages: [], label: undefined, isVoided: false },
    });
  });

  it.each([[{}], ['text'], [{ id: 'shp_1', rates: [{ id: 'rate_1' }] }]])('is not %j', (value) => {
    expect(() => shipmentOf(value)).toThrow(UnreadableAnswer);
  });
});
