import { describe as suite, expect, it } from '@jest/globals';
import { describe } from './insights.js';

const status = {
  generation: 2,
  freshness: { asOf: '2026-12-01T10:00:00.000Z', lagSeconds: 3, builtAt: '2026-11-30T00:00:00.000Z' },
  ...{ orders: 12, paidOrders: 10, refunds: 1, disputes: 0 },
  rebuild: null,
};

suite('the status of the figures', () => {
  it('says how old they are and what they count', () => {
    expect(describe(status)).toEqual([
      'generation 2, built 2026-11-30T00:00:00.000Z',
      'newest event 2026-12-01T10:00:00.000Z, counted after 3 s',
      '12 orders, 10 paid, 1 refunds, 0 disputes',
    ]);
  });

  it('names the facts that a rebuild has read', () => {
    const subjects = [
      { subject: 'order.created', facts: 12, complete: true },
      { subject: 'order.paid', facts: 500, complete: false },
      { subject: 'order.cancelled', facts: 0, complete: false },
    ];
    const rebuild = { generation: 3, startedAt: '2026-12-01T10:00:00.000Z', subjects };
    expect(describe({ ...status, rebuild }).slice(3)).toEqual([
      'generation 3: 12 facts of order.created',
      'generation 3: 500 facts of order.paid so far',
    ]);
  });
});
