import { describe, expect, it } from '@jest/globals';
import { orderStatuses, type OrderStatus } from '@orderwire/contracts';
import fc from 'fast-check';
import {
  assertManualTransition,
  checkTransitions,
  firstStatus,
  manualTransitions,
  transitions,
} from './order-status.js';

const anyStatus = fc.constantFrom(...orderStatuses);

describe('order status transitions', () => {
  it('reach every status from the first one, and a terminal status from every status', () => {
    expect(() => checkTransitions(transitions)).not.toThrow();
  });

  it('are refused when a status cannot be reached', () => {
    expect(() => checkTransitions({ ...transitions, SHIPPED: ['REFUNDED'] })).toThrow(
      'DELIVERED cannot be reached from PENDING',
    );
  });

  it('are refused when a status reaches no terminal status', () => {
    const broken = { ...transitions, SHIPPED: ['DELIVERED'], DELIVERED: ['SHIPPED'] } as typeof transitions;
    expect(() => checkTransitions(broken)).toThrow(
      /SHIPPED reaches no terminal status; DELIVERED reaches no/,
    );
  });

  it('end in CANCELLED and REFUNDED', () => {
    expect(orderStatuses.filter((status) => transitions[status].length === 0)).toEqual([
      'CANCELLED',
      'REFUNDED',
    ]);
  });

  it('never reach PAID manually', () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 20 }), (statuses) => {
        let status: OrderStatus = firstStatus;
        for (const to of statuses) if (manualTransitions(status).includes(to)) status = to;
        expect(['PENDING', 'CANCELLED']).toContain(status);
      }),
    );
  });

  it('explain why PAID and REFUNDED cannot be set', () => {
    expect(() => assertManualTransition('PAID', 'REFUNDED')).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ reason: expect.stringContaining('refunds') }),
      }),
    );
    expect(() => assertManualTransition('PENDING', 'PAID')).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ reason: expect.stringContaining('payment') }),
      }),
    );
  });

  it('allow staff every transition of the table except to PAID and REFUNDED', () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, (from, to) => {
        const legal = transitions[from].includes(to) && to !== 'PAID' && to !== 'REFUNDED';
        const transition = () => assertManualTransition(from, to);
        if (legal) expect(transition).not.toThrow();
        else expect(transition).toThrow(expect.objectContaining({ code: 'orders.illegal_transition' }));
      }),
    );
  });
});
