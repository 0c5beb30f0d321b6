import { describe, expect, it } from '@jest/globals';
import { dateFormat, numberFormat } from './formats.js';

describe('number and date formats', () => {
  it('are made once for equal arguments', () => {
    const options = { style: 'currency', currency: 'EUR' } as const;
    expect(numberFormat('de', options)).toBe(numberFormat('de', { ...options }));
    expect(dateFormat('de')).toBe(dateFormat('de'));
  });

  it('differ by kind, locale and options', () => {
    expect(numberFormat('de').format(1.5)).toBe('1,5');
    expect(numberFormat('en').format(1.5)).toBe('1.5');
    expect(numberFormat('en', { style: 'percent' }).format(1.5)).toBe('150%');
    expect(dateFormat('en', { timeZone: 'UTC' }).format(0)).toBe('1/1/1970');
  });

  it('are forgotten when there are many: any number of locales takes limited memory', () => {
    const first = numberFormat('en', { maximumFractionDigits: 1 });
    for (let n = 0; n < 200; n++) numberFormat(`en-x-${n}`);
    expect(numberFormat('en', { maximumFractionDigits: 1 })).not.toBe(first);
  });
});
