import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromCursor, toCursor } from './cursor.js';

describe('a cursor', () => {
  it('comes back as the place it was made of', () => {
    const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, fc.uuid(), (createdAt, id) => {
        expect(fromCursor(toCursor({ createdAt, id }))).toEqual({ createdAt, id });
      }),
    );
  });

  it('is refused unless a list gave it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        expect(() => fromCursor(text)).toThrow(expect.objectContaining({ code: 'invalid_message' }));
      }),
    );
  });

  it('is refused with a time beyond what dates can be', () => {
    const cursor = Buffer.from('999999999999999999.0190a000-0000-7000-8000-000000000001').toString(
      'base64url',
    );
    expect(() => fromCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_message' }));
  });
});
