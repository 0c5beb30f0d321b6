import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readerLocale } from './reader-locale.js';

describe('the locale of amounts and times', () => {
  it.each([
    ['de-CH', 'de-CH'],
    ['xx-nonsense, fr;q=0.5', 'fr'],
    ['de;q=0.5, ja;q=0.9, en;q=0.1', 'ja'],
    ['de;q=0, nl;q=0.1', 'nl'],
    ['*', 'en-US'],
    ['', 'en-US'],
    [undefined, 'en-US'],
    [`${'en-GB,'.repeat(100)}de`, 'en-US'],
  ])('of “%s” is %s', (header, locale) => {
    expect(readerLocale(header)).toBe(locale);
  });

  it('can always be written with, whatever a client sends', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (header) => {
        expect(() => new Intl.NumberFormat(readerLocale(header)).format(1)).not.toThrow();
      }),
    );
  });
});
