import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advance, disputeNews, type DisputeStage, stageOf } from './dispute.js';

/** All that is announced when a dispute is seen in these statuses, one after the other. */
function told(statuses: readonly string[]): string[] {
  let stage: DisputeStage | undefined;
  return statuses.flatMap((status) => {
    const before = stage;
    stage = advance(before, status);
    return disputeNews(before, stage);
  });
}

describe('a dispute', () => {
  test.each([
    ['opened and won', ['needs_response', 'under_review', 'won'], ['opened', 'won']],
    ['opened and lost', ['needs_response', 'lost'], ['opened', 'lost']],
    ['first heard of when it was over', ['lost', 'needs_response'], ['opened', 'lost']],
    [
      'lost, appealed and won',
      ['needs_response', 'lost', 'appeal_under_review', 'won'],
      ['opened', 'lost', 'won'],
    ],
    ['an inquiry that ends as one', ['warning_needs_response', 'warning_under_review', 'warning_closed'], []],
    ['an inquiry that becomes a dispute', ['warning_needs_response', 'needs_response'], ['opened']],
    ['prevented', ['prevented'], []],
    ['in a status that this code does not know', ['from_the_future'], ['opened']],
  ])('%s', (_name, statuses, news) => {
    expect(told(statuses)).toEqual(news);
  });

  test('is never told twice and never closes before it opened, whatever we see in whatever order', () => {
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
        const news = told(statuses);
        expect(new Set(news).size).toBe(news.length);
        if (news.length > 0) expect(news[0]).toBe('opened');
        if (statuses.includes('won')) expect(news.at(-1)).toBe('won');
      }),
    );
  });

  test('is lost while an appeal is under way', () => {
    expect(stageOf('appeal_needs_response')).toBe('lost');
  });
});
