import { describe, expect, it } from '@jest/globals';
import { isVatId, normaliseVatId } from './vat-ids.js';

describe('a VAT id', () => {
  it.each([
    ['DE 123.456.789', 'DE123456789'],
    ['atu12345678', 'ATU12345678'],
    ['gr-123456789', 'EL123456789'],
    ['CHE-123.456.788 MWST', 'CHE123456788MWST'],
    ['GB 999 9999 73', 'GB999999973'],
    ['NL123456789B01', 'NL123456789B01'],
    ['BE 0123.456–789', 'BE0123456789'],
  ])('typed as %s is %s', (typed, id) => {
    expect(normaliseVatId(typed)).toBe(id);
    expect(isVatId(id)).toBe(true);
  });

  it.each([
    'ESA58818501',
    'ES12345678Z',
    'ESX1234567L',
    'IE3668997OH',
    'IE1234567A',
    'LT123456789',
    'LT123456789012',
    'XI123456789',
    'GBGD123',
    'FRAB123456789',
    'SE123456789001',
    'NO123456789MVA',
    'NO123456789',
  ])('%s has the format of its country', (id) => expect(isVatId(id)).toBe(true));

  it.each([
    '',
    'DE',
    '123456789',
    'DE12345678',
    'DE1234567890',
    'US123456789',
    'ES123456789',
    'LT1234567890',
    'FRIO123456789',
    'SE123456789002',
    'GR123456789',
    'de123456789',
    'DE123456789\n',
    '__proto__',
    'constructor',
  ])('"%s" is none', (id) => expect(isVatId(id)).toBe(false));
});
