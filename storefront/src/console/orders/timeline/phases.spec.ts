import { describe, expect, it } from '@jest/globals';
import type { TimelineStep } from '@orderwire/contracts';
import { groupByPhase } from './phases';

const entries = (...steps: TimelineStep[]) => steps.map((step) => ({ step }));

describe('the phases of a timeline', () => {
  it('put entries of one phase that follow each other together', () => {
    const groups = groupByPhase(entries('created', 'payment_session_opened', 'webhook_seen', 'paid'));
    expect(groups.map(({ phase, entries: { length } }) => [phase, length])).toEqual([
      ['placed', 1],
      ['payment', 3],
    ]);
  });

  it('keep the order of the entries: a phase that comes again is shown again', () => {
    const groups = groupByPhase(entries('paid', 'refund_requested', 'parcel_shipped', 'refunded'));
    expect(groups.map(({ phase }) => phase)).toEqual(['payment', 'refund', 'shipping', 'refund']);
  });

  it('have a place for a step that a newer orders-ms adds', () => {
    expect(groupByPhase(entries('gift_wrapped' as TimelineStep))).toHaveLength(1);
  });
});
