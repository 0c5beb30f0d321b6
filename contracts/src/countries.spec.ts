import { describe, expect, it } from '@jest/globals';
import { isISO31661Alpha2 } from 'class-validator';
import { countries, isCountryCode } from './countries.js';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const pairs = letters.flatMap((first) => letters.map((second) => first + second));

describe('countries', () => {
  it('are those of ISO 3166-1 and Kosovo, in the order of their codes', () => {
    expect(countries).toEqual(pairs.filter((code) => isISO31661Alpha2(code) || code === 'XK'));
  });

  it('have upper-case codes', () => {
    expect(['GB', 'gb', 'GBR', 'EU', ''].map(isCountryCode)).toEqual([true, false, false, false, false]);
  });
});
