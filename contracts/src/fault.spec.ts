import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allFaults, Fault, fault, faultFromWire, InvalidMessage, OrderNotFound } from './index.js';

const overTheWire = (sent: Fault) => faultFromWire(JSON.parse(JSON.stringify(sent.toWire())));

describe('a fault', () => {
  it.each([...allFaults()])('%s crosses the wire unchanged', (_code, create) => {
    const received = overTheWire(create({ orderId: 'x', list: [1, { two: 3 }] }));
    expect(create.matches(received)).toBe(true);
    expect(received.toWire()).toEqual(create({ orderId: 'x', list: [1, { two: 3 }] }).toWire());
    expect(overTheWire(create()).details).toBeUndefined();
  });

  it('has a code of its own', () => {
    expect(() => fault('not_found', OrderNotFound.code, '')).toThrow('declared twice');
    expect(allFaults().size).toBeGreaterThan(10);
  });

  it('is not mistaken for another', () => {
    expect(OrderNotFound.matches(InvalidMessage())).toBe(false);
    expect(OrderNotFound.matches({ code: OrderNotFound.code })).toBe(false);
    expect(OrderNotFound.matches(undefined)).toBe(false);
  });

  it('is read from any JSON value; an unreadable one becomes internal', () => {
    fc.assert(fc.property(fc.jsonValue(), (wire) => expect(faultFromWire(wire)).toBeInstanceOf(Fault)));
    for (const wire of [undefined, null, 42, 'x', [], {}, { kind: 'funny', code: 'x' }, { kind: 'invalid' }])
      expect(faultFromWire(wire)).toMatchObject({ kind: 'internal', code: 'internal' });
  });
});
