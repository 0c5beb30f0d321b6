import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  Address,
  IsAmount,
  IsCountryCode,
  IsCurrencyCode,
  IsEmailAddress,
  IsId,
  IsIdOrNull,
  IsImageUrl,
  IsParagraph,
  IsPercentage,
  IsSingleLine,
  IsText,
  IsTime,
  IsWholeNumber,
  MAX_AMOUNT,
  Nullable,
} from './index.js';

class Sample {
  @IsAmount() amount: unknown = 1;
  @IsCurrencyCode() currency: unknown = 'usd';
  @IsCountryCode() country: unknown = 'GB';
  @IsEmailAddress() email: unknown = 'ada@example.com';
  @IsImageUrl() image: unknown = 'https://shop.example/a.png';
  @IsId() id: unknown = '019a0000-0000-7000-8000-000000000001';
  @IsIdOrNull() owner: unknown = null;
  @IsText(3, 1) text: unknown = 'abc';
  @IsTime() time: unknown = '2026-01-31T12:00:00Z';
  @IsWholeNumber(1, 9) count: unknown = 1;
  @IsPercentage() percentage: unknown = 19;
  @IsSingleLine(30) line: unknown = 'a';
  @IsParagraph(30, 1) paragraph: unknown = 'a';
  @Nullable() @IsText(3) note: unknown = null;
}

const broken = (field: keyof Sample, value: unknown) =>
  validateSync(plainToInstance(Sample, { [field]: value })).map(({ property }) => property);

describe('the rules of messages', () => {
  it.each<[keyof Sample, unknown[]]>([
    ['amount', [0, 1, 99_999_999]],
    ['currency', ['usd', 'JPY']],
    ['country', ['GB', 'us', 'XK', 'xk']],
    ['id', ['019a0000-0000-7000-8000-00000000000a', '019A0000-0000-7000-8000-00000000000A']],
    ['email', ['Ada@Example.com', "o'hara+shop@münchen.example"]],
    ['image', ['https://shop.example/호랑이.jpg', 'https://例子.公司/a b.png', 'http://localhost/a.png']],
    ['owner', [null, '019A0000-0000-7000-8000-00000000000A']],
    ['text', ['a', 'abc', '✓']],
    ['time', ['2026-01-31T12:00:00.123Z', '2026-01-31T12:00+02:00']],
    ['count', [1, 9, '9']],
    ['percentage', [0, 5.5, 7.6875, 8.1, 100]],
    ['line', ['a', ' Zoë ', '👩\u200d💻 mug', 'می\u200cخواهم', '🏴\u{e0067}\u{e0062}\u{e007f}']],
    ['paragraph', ['a\tb\r\nc', ' a ']],
    ['note', [null, 'abc', undefined]],
  ])('accept every good %s', (field, values) => {
    for (const value of values) expect([value, broken(field, value)]).toEqual([value, []]);
  });

  it.each<[keyof Sample, unknown[]]>([
    ['amount', [-1, 1.5, '1', 100_000_000, NaN, Infinity, null, [1]]],
    ['currency', ['zzz', '', 'us', 840, null, ['usd']]],
    ['country', ['UK', 'XX', 'GBR', '', 'K', 'ıt', 1, null, ['GB']]],
    ['id', ['x', '', 42, null, '019a0000-0000-7000-8000-00000000000g']],
    ['email', ['ada', 'jörg@example.com', '"a b"@example.com', 'ada@localhost', '', 1, null]],
    ['image', ['shop.example/a.png', 'data:image/png;base64,AA', 'javascript:alert(1)', '', 1, null]],
    ['owner', ['x', '', 42, undefined]],
    ['text', ['', 'abcd', 'a\u0000b', '\ud800', 1, null]],
    [
      'time',
      [
        '2026-01-31',
        'now',
        '2026-01-31T12:00:00',
        '2026-13-31T12:00:00Z',
        '2026-02-30T12:00:00Z',
        '2026-01-31T12:00:00+16:00',
        0,
        null,
      ],
    ],
    ['count', [0, 10, 1.5, 'x', '', ' ', '0x1', '1e0', true, ['1', '2'], [1]]],
    ['percentage', [-1, 100.1, 5.12345, '19', NaN, null]],
    [
      'line',
      ['', ' ', '\u3164', '\u200d', 'a\nb', 'a\u0007', 'a\u202eb', 'a\u2028b', '\ud800', 1, null, ['a'], {}],
    ],
    ['paragraph', ['', ' \n', 'a\u001bb', 'a\u0000', 1, null, ['a']]],
    ['note', ['abcd', 1]],
  ])('refuse every bad %s', (field, values) => {
    for (const value of values) expect([value, broken(field, value)]).toEqual([value, [field]]);
  });

  it('remove blanks around a line of text', () => {
    expect(plainToInstance(Sample, { line: ' Ada\u00a0', paragraph: '\n a \n' })).toMatchObject({
      line: 'Ada',
      paragraph: 'a',
    });
  });

  it('allow amounts up to the largest charge of their currency', () => {
    const errorsOf = (currency: unknown, amount: number) =>
      validateSync(plainToInstance(Sample, { currency, amount })).map(({ property }) => property);
    expect(errorsOf('idr', MAX_AMOUNT)).toEqual([]);
    expect(errorsOf('IDR', MAX_AMOUNT + 1)).toEqual(['amount']);
    expect(errorsOf('isk', 100_000_000)).toEqual(['amount']);
  });

  it('convert image URLs to ASCII, the form that Stripe accepts, once', () => {
    const read = (image: string) => plainToInstance(Sample, { image }).image as string;
    const ascii = 'https://xn--fsqu00a.xn--55qx5d/%ED%98%B8%20b.png?%C3%A9';
    expect(read('https://例子.公司/호 b.png?é')).toBe(ascii);
    expect(read(ascii)).toBe(ascii);
  });

  it('convert ids and currencies to lower case and countries to upper case, once, when a message is read', () => {
    const id = '019A0000-0000-7000-8000-00000000000A';
    expect(plainToInstance(Sample, { id, owner: id, currency: 'JPY', country: 'gb' })).toMatchObject({
      id: id.toLowerCase(),
      owner: id.toLowerCase(),
      currency: 'jpy',
      country: 'GB',
    });
  });
});

describe('the postal code of a shipping address', () => {
  const errorsOf = (country: string, postalCode?: string | null) =>
    validateSync(plainToInstance(Address, { name: 'A', line1: 'B', city: 'C', country, postalCode })).map(
      ({ property }) => property,
    );

  it.each(['HK', 'AE', 'QA', 'PA', 'IE', 'AO', 'ZW', 'XK', 'hk'])('may be missing in %s', (country) => {
    for (const missing of [undefined, null, ''])
      expect([missing, errorsOf(country, missing)]).toEqual([missing, []]);
    expect(errorsOf(country, 'D02 X285')).toEqual([]);
    expect(errorsOf(country, 'X'.repeat(21))).toEqual(['postalCode']);
  });

  it.each(['US', 'GB', 'DE', 'JP', 'us'])('is required in %s', (country) => {
    for (const missing of [undefined, null, ''])
      expect([missing, errorsOf(country, missing)]).toEqual([missing, ['postalCode']]);
    expect(errorsOf(country, '10000')).toEqual([]);
  });
});
