import { describe, expect, it } from '@jest/globals';
import { literally } from './search-text.js';

describe('the text of a search', () => {
  it.each([
    ['100%', '100\\%'],
    ['snake_case', 'snake\\_case'],
    ['back\\slash', 'back\\\\slash'],
    ["O'Neill mug", "O'Neill mug"],
  ])('means itself in a pattern: %s', (text, pattern) => {
    expect(literally(text)).toBe(pattern);
  });
});
