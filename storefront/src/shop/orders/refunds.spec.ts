import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { refundsOf } from './refunds';

const entry = (
  step: TimelineStep,
  details: Record<string, unknown>,
  at = '2026-01-31T12:00:00Z',
): TimelineEntry => ({
  ...{ id: step, step, at, details },
  cause: 'test',
  correlationId: null,
  message: '',
});
const refund = { refundId: 're_1', amount: 500, currency: 'usd', automatic: false };

describe('the refunds of an order', () => {
  it('have the state of their latest step', () => {
    const later = '2026-02-01T12:00:00Z';
    expect(refundsOf([entry('refund_requested', refund), entry('refunded', refund, later)])).toEqual([
      { id: 're_1', amount: 500, currency: 'usd', state: 'succeeded', at: later },
    ]);
    expect(refundsOf([entry('refunded', refund), entry('refund_failed', refund)])[0]?.state).toBe('failed');
  });

  it('are listed one by one, without those of rejected payments', () => {
    const other = { ...refund, refundId: 're_2' };
    const automatic = { ...refund, refundId: 're_3', automatic: true };
    const entries = [refund, other, automatic].map((details) => entry('refund_requested', details));
    expect(refundsOf([entry('paid', {}), ...entries]).map(({ id }) => id)).toEqual(['re_1', 're_2']);
  });
});
