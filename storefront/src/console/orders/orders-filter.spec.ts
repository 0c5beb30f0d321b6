import { describe, expect, it } from '@jest/globals';
import { ordersFilter } from './orders-filter';

const now = Date.parse('2026-11-30T12:00:00Z');

describe('the filters of orders', () => {
  it('send no amounts without a currency: they would mean nothing', () => {
    expect(ordersFilter({ minAmount: 500 }, now)).toEqual({});
    expect(ordersFilter({ minAmount: 500, currency: 'eur' }, now)).toMatchObject({
      currency: 'eur',
      minAmount: 500,
    });
  });

  it('end at the earlier of an age and a day', () => {
    expect(ordersFilter({ olderThan: '1d' }, now)).toEqual({ to: '2026-11-29T12:00:00.000Z' });
    expect(ordersFilter({ olderThan: '1h', to: '2026-11-20' }, now).to).toMatch(/^2026-11-2[01]T/);
  });
});
