import { describe, expect, it } from '@jest/globals';
import { ApiError } from './api-error.js';
import { parseForm } from './form.js';

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseForm(text)));

describe('forms in bracket notation', () => {
  it('nests objects and numbers arrays', () => {
    expect(plain('a=1&b[c][0][d]=x%20y&b[c][1][d]=z')).toEqual({
      a: '1',
      b: { c: { 0: { d: 'x y' }, 1: { d: 'z' } } },
    });
  });

  it('numbers the elements of a[] in their order', () => {
    expect(plain('types[]=x&types[]=y')).toEqual({ types: { 0: 'x', 1: 'y' } });
  });

  it('reads encoded brackets, plus signs and empty values', () => {
    expect(plain('metadata%5Bkey%5D=a+b%26c&empty=')).toEqual({ metadata: { key: 'a b&c' }, empty: '' });
  });

  it.each([
    '__proto__[polluted]=1',
    'a[__proto__][polluted]=1',
    'constructor=1',
    'a[constructor][prototype][x]=1',
  ])('refuses %s', (text) => {
    expect(() => parseForm(text)).toThrow(ApiError);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('refuses a broken encoding and bottomless nesting', () => {
    expect(() => parseForm('a=%E0%A4%A')).toThrow('URL-encoded');
    expect(() => parseForm(`a${'[b]'.repeat(20)}=1`)).toThrow('unknown parameter');
  });
});
