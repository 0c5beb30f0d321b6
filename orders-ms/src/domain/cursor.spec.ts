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

  it.each([
    ['beyond what dates can be', '999999999999999999'],
    ['before the year 1', `${Date.parse('0000-12-31T23:59:59.999Z')}`],
    ['after the year 9999', `${Date.parse('9999-12-31T23:59:59.999Z') + 1}`],
  ])('is refused with a time %s', (_what, time) => {
    const cursor = Buffer.from(`${time}.0190a000-0000-7000-8000-000000000001`).toString('base64url');
    expect(() => fromCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_message' }));
  });
});
