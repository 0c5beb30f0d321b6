import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextStage, disputeEvents, type DisputeStage, stageOf } from './dispute.js';

/** All events of a dispute that is seen in these statuses, one after the other. */
function eventsOf(statuses: readonly string[]): string[] {
  let stage: DisputeStage | undefined;
  return statuses.flatMap((status) => {
    const before = stage;
    stage = nextStage(before, status);
    return disputeEvents(before, stage);
  });
}

describe('a dispute', () => {
  test.each([
    ['opened and won', ['needs_response', 'under_review', 'won'], ['opened', 'won']],
    ['opened and lost', ['needs_response', 'lost'], ['opened', 'lost']],
    ['first seen after its end', ['lost', 'needs_response'], ['opened', 'lost']],
    [
      'lost, appealed and won',
      ['needs_response', 'lost', 'appeal_under_review', 'won'],
      ['opened', 'lost', 'won'],
    ],
    ['an inquiry that ends as one', ['warning_needs_response', 'warning_under_review', 'warning_closed'], []],
    ['an inquiry that becomes a dispute', ['warning_needs_response', 'needs_response'], ['opened']],
    ['prevented', ['prevented'], []],
    ['in an unknown status', ['from_the_future'], ['opened']],
  ])('%s', (_name, statuses, news) => {
    expect(eventsOf(statuses)).toEqual(news);
  });

  test('publishes each event once and the opening first, for statuses in any order', () => {
    const seen = fc.constantFrom(
      'warning_needs_response',
      'warning_closed',
      'needs_response',
      'under_review',
      'appeal_needs_response',
      'won',
      'lost',
    );
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 12 }), (statuses) => {
        const events = eventsOf(statuses);
        expect(new Set(events).size).toBe(events.length);
        if (events.length > 0) expect(events[0]).toBe('opened');
        if (statuses.includes('won')) expect(events.at(-1)).toBe('won');
      }),
    );
  });

  test('is lost during an appeal', () => {
    expect(stageOf('appeal_needs_response')).toBe('lost');
  });
});
