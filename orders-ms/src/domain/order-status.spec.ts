import { describe, expect, it } from '@jest/globals';
import { orderStatuses, type OrderStatus } from '@orderwire/contracts';
import fc from 'fast-check';
import { assertStepByHand, checkTransitions, firstStatus, stepsByHand, transitions } from './order-status.js';

const anyStatus = fc.constantFrom(...orderStatuses);

describe('the table of order states', () => {
  it('reaches every state from the first one, and an end from every state', () => {
    expect(() => checkTransitions(transitions)).not.toThrow();
  });

  it('is refused when a state cannot be reached', () => {
    expect(() => checkTransitions({ ...transitions, SHIPPED: ['REFUNDED'] })).toThrow(
      'DELIVERED cannot be reached from PENDING',
    );
  });

  it('is refused when a state never comes to an end', () => {
    const broken = { ...transitions, SHIPPED: ['DELIVERED'], DELIVERED: ['SHIPPED'] } as typeof transitions;
    expect(() => checkTransitions(broken)).toThrow(/SHIPPED never comes to an end; DELIVERED never comes/);
  });

  it('names the states after which nothing follows', () => {
    expect(orderStatuses.filter((status) => transitions[status].length === 0)).toEqual([
      'CANCELLED',
      'REFUNDED',
    ]);
  });

  it('lets no walk by hand ever arrive at PAID', () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 20 }), (wishes) => {
        let status: OrderStatus = firstStatus;
        for (const to of wishes) if (stepsByHand(status).includes(to)) status = to;
        expect(['PENDING', 'CANCELLED']).toContain(status);
      }),
    );
  });

  it('says where PAID and REFUNDED come from', () => {
    expect(() => assertStepByHand('PAID', 'REFUNDED')).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ reason: expect.stringContaining('refunds') }),
      }),
    );
    expect(() => assertStepByHand('PENDING', 'PAID')).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ reason: expect.stringContaining('payment') }),
      }),
    );
  });

  it('allows by hand exactly what the table has, but for what only money makes: PAID and REFUNDED', () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, (from, to) => {
        const legal = transitions[from].includes(to) && to !== 'PAID' && to !== 'REFUNDED';
        const step = () => assertStepByHand(from, to);
        if (legal) expect(step).not.toThrow();
        else expect(step).toThrow(expect.objectContaining({ code: 'orders.illegal_transition' }));
      }),
    );
  });
});
