import { describe, expect, it } from '@jest/globals';
import { escapeLike } from './escape-like.js';

describe('a search text', () => {
  it.each([
    ['100%', '100\\%'],
    ['snake_case', 'snake\\_case'],
    ['back\\slash', 'back\\\\slash'],
    ["O'Neill mug", "O'Neill mug"],
  ])('matches itself in a LIKE pattern: %s', (text, pattern) => {
    expect(escapeLike(text)).toBe(pattern);
  });
});
