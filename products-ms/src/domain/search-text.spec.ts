import { describe, expect, it } from '@jest/globals';
import { escapeLikePattern } from './search-text.js';

describe('a search text', () => {
  it.each([
    ['100%', '100\\%'],
    ['snake_case', 'snake\\_case'],
    ['back\\slash', 'back\\\\slash'],
    ["O'Neill mug", "O'Neill mug"],
  ])('matches itself in a LIKE pattern: %s', (text, pattern) => {
    expect(escapeLikePattern(text)).toBe(pattern);
  });
});
