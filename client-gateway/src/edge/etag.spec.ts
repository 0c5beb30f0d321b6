import { describe, expect, it } from '@jest/globals';
import { matches } from './etag.js';

describe('If-None-Match', () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b",W/"a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    ['', false],
    [undefined, false],
  ])('%s matches the tag "a": %s', (header, expected) => {
    expect(matches(header, '"a"')).toBe(expected);
  });
});
