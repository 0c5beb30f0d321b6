import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as contracts from './index.js';
import { Fault, faultFromWire, InvalidMessage, OrderNotFound } from './index.js';
import { faultsAmong } from './snapshots/catalogue.js';

const overTheWire = (fault: Fault) => faultFromWire(JSON.parse(JSON.stringify(fault.toWire())));

describe('a fault', () => {
  it.each(faultsAmong(contracts).map((make) => [make.code, make] as const))(
    '%s survives the wire',
    (_code, make) => {
      const fault = overTheWire(make({ orderId: 'x', list: [1, { two: 3 }] }));
      expect(make.matches(fault)).toBe(true);
      expect(fault.toWire()).toEqual(make({ orderId: 'x', list: [1, { two: 3 }] }).toWire());
      expect(overTheWire(make()).details).toBeUndefined();
    },
  );

  it('has a code of its own', () => {
    const codes = faultsAmong(contracts).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(10);
  });

  it('is not mistaken for another', () => {
    expect(OrderNotFound.matches(InvalidMessage())).toBe(false);
    expect(OrderNotFound.matches({ code: OrderNotFound.code })).toBe(false);
    expect(OrderNotFound.matches(undefined)).toBe(false);
  });

  it('is made of anything at all, and what cannot be read is internal', () => {
    fc.assert(fc.property(fc.jsonValue(), (wire) => expect(faultFromWire(wire)).toBeInstanceOf(Fault)));
    for (const wire of [undefined, null, 42, 'x', [], {}, { kind: 'funny', code: 'x' }, { kind: 'invalid' }])
      expect(faultFromWire(wire)).toMatchObject({ kind: 'internal', code: 'internal' });
  });
});
