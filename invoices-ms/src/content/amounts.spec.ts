import { expect, it } from '@jest/globals';
import { decimal, unitPrice } from './amounts.js';

it.each([
  [0, 'eur', '0.00'],
  [5, 'eur', '0.05'],
  [123_456, 'eur', '1234.56'],
  [7_400, 'jpy', '7400'],
  [15_040, 'kwd', '15.04'],
  [15_045, 'kwd', '15.045'],
  [999_999_999_999, 'idr', '9999999999.99'],
])('%d minor units of %s are %s', (amount, currency, text) => {
  expect(decimal(amount, currency)).toBe(text);
});

it.each([
  [10_000, 4, 'eur', '25'],
  [10_000, 3, 'eur', '33.33333333'],
  [1_995, 2, 'eur', '9.975'],
  [7_400, 3, 'jpy', '2466.666667'],
  [0, 5, 'eur', '0'],
])('the unit price of %d for %d units of %s is %s', (net, quantity, currency, text) => {
  expect(unitPrice(net, quantity, currency)).toBe(text);
});
