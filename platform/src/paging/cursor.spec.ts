import { describe, expect, it } from '@jest/globals';
import { InvalidMessage } from '@orderwire/contracts';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.js';

const position = fc.record({
  at: fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  }),
  id: fc.uuid(),
});
const isRefused = (cursor: string): boolean => {
  try {
    decodeCursor(cursor);
    return false;
  } catch (error) {
    return InvalidMessage.matches(error) && JSON.stringify(error.details).includes('"path":"cursor"');
  }
};

describe('a cursor', () => {
  it('decodes to the position that it encodes', () => {
    fc.assert(fc.property(position, (one) => expect(decodeCursor(encodeCursor(one))).toEqual(one)));
  });

  it('is refused when any character was changed, unless the result is another valid cursor', () => {
    fc.assert(
      fc.property(position, fc.nat(), fc.constantFrom(...'AZaz09_-=%'), (one, where, character) => {
        const cursor = encodeCursor(one);
        const index = where % cursor.length;
        const changed = cursor.slice(0, index) + character + cursor.slice(index + 1);
        return changed === cursor || isRefused(changed) || encodeCursor(decodeCursor(changed)) === changed;
      }),
    );
  });

  it('is refused when it is any other text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), isRefused));
    const id = '0190a000-0000-7000-8000-00000000000a';
    for (const text of [
      `2026-02-30T00:00:00.000Z_${id}`,
      `2026-01-01T00:00:00Z_${id}`,
      `0000-12-31T23:59:59.999Z_${id}`,
      `_${id}`,
      'null',
    ])
      expect(isRefused(Buffer.from(text).toString('base64url'))).toBe(true);
  });
});
