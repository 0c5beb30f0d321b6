import { expect, it } from '@jest/globals';
import { storableText } from './storable-text.js';

it('a text without NUL and halves of characters can be stored', () => {
  expect(storableText('a\u0000b\ud83d', 10)).toBe('ab\ufffd');
  expect(storableText('ab😀', 3)).toBe('ab\ufffd');
  expect(storableText('short', 10)).toBe('short');
});
