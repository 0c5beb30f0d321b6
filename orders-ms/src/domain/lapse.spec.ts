import { describe, expect, it } from '@jest/globals';
import { orderStatuses } from '@orderwire/contracts';
import fc from 'fast-check';
import { lapse } from './lapse.js';

describe('the end of a payment link', () => {
  it('cancels only a waiting order, and only by its current link', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...orderStatuses),
        fc.constantFrom(null, 'cs_1', 'cs_2'),
        fc.constantFrom('cs_1', 'cs_2'),
        (status, current, ended) => {
          const cancels = status === 'PENDING' && current === ended;
          expect(lapse({ status, sessionId: current }, ended)).toBe(cancels ? 'cancel' : 'record');
        },
      ),
    );
    expect(lapse(undefined, 'cs_1')).toBe('unknown_order');
  });
});
