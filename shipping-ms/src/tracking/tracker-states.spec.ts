import { describe, expect, it } from '@jest/globals';
import { newsOf } from './tracker-states.js';

describe('the state of a parcel', () => {
  it.each([
    [null, 'pre_transit', 'nothing'],
    ['pre_transit', 'in_transit', 'moving'],
    ['in_transit', 'out_for_delivery', 'moving'],
    ['pre_transit', 'delivered', 'delivered'],
    ['failure', 'delivered', 'delivered'],
    ['in_transit', 'return_to_sender', 'trouble'],
    ['in_transit', 'failure', 'trouble'],
    ['failure', 'in_transit', 'moving'],
    ['error', 'out_for_delivery', 'moving'],
  ] as const)('after %s: %s is news', (before, state, meaning) => {
    expect(newsOf(before, state, false)).toBe(meaning);
  });

  it.each([
    ['in_transit', 'pre_transit'],
    ['in_transit', 'in_transit'],
    ['delivered', 'out_for_delivery'],
    ['delivered', 'return_to_sender'],
    ['return_to_sender', 'delivered'],
    ['in_transit', 'cancelled'],
    ['in_transit', 'something new'],
  ])('never goes from %s back to %s', (before, state) => {
    expect(newsOf(before, state, false)).toBeUndefined();
  });

  it('after a failure is no news of a parcel that was shipped before', () => {
    expect(newsOf('failure', 'in_transit', true)).toBeUndefined();
  });
});
