import { describe, expect, it } from '@jest/globals';
import {
  day,
  flag,
  manyOf,
  oneOf,
  parseSearch,
  searchParams,
  stringifySearch,
  text,
  wholeNumber,
} from './search-params';

const validate = searchParams({
  status: manyOf(['PENDING', 'PAID', 'SHIPPED']),
  dispute: oneOf(['open', 'won']),
  pending: flag,
  from: day,
  amount: wholeNumber,
  email: text(10),
});

describe('filters in the URL', () => {
  it('are the same after a reload', () => {
    const search = {
      status: ['PENDING', 'PAID'],
      dispute: 'open',
      pending: false,
      from: '2026-01-31',
      amount: 1_200,
      email: 'ada@x',
    };
    expect(validate(parseSearch(stringifySearch(search)))).toEqual(search);
  });

  it('are written as the API takes them: lists repeat the name', () => {
    expect(stringifySearch({ status: ['PENDING', 'PAID'], email: undefined })).toBe(
      '?status=PENDING&status=PAID',
    );
    expect(stringifySearch({})).toBe('');
  });

  it('are dropped when they are not valid', () => {
    const search = parseSearch(
      '?status=LOST&dispute=maybe&pending=1&from=2026-13-01&amount=-5&email=longer-than-ten&other=1',
    );
    expect(validate(search)).toEqual({});
  });

  it('keep text that looks like a number', () => {
    expect(validate(parseSearch('?email=12345'))).toEqual({ email: '12345' });
  });
});
