import { describe, expect, it } from '@jest/globals';
import { type StandingCode, standingCodes, type StandingFact } from '@orderwire/contracts';
import { explain } from './explain.js';

const at = '2026-01-31T11:40:00.000Z';
const until = '2026-01-31T12:45:00.000Z';
const again = '2026-01-31T13:00:00.000Z';
const values = { amount: 2_500, currency: 'usd', at, until, again, because: 'found it cheaper' };
const say = (code: StandingCode, more: Partial<StandingFact> = {}, locale = 'en-US') =>
  explain([{ code, ...values, ...more }], locale).replace(/\s/g, ' ');

describe('the words for where an order stands', () => {
  it.each<[StandingCode, string]>([
    [
      'awaiting_payment',
      'its link can be paid until Jan 31, 2026, 12:45 PM UTC. After that it is cancelled.',
    ],
    [
      'payment_session_pending',
      'link is being made. Without one the order is cancelled after Jan 31, 2026, 12:45 PM UTC.',
    ],
    [
      'payment_session_missing',
      'none could be made at Jan 31, 2026, 11:40 AM UTC, because “found it cheaper.”',
    ],
    ['payment_processing', 'asked again, and tells again of money it has, after Jan 31, 2026, 01:00 PM UTC.'],
    ['overdue', 'time was over at Jan 31, 2026, 12:45 PM UTC. The payment provider is about to be asked'],
    [
      'payments_unavailable',
      'once the payment service answers; it is asked again after Jan 31, 2026, 01:00 PM UTC.',
    ],
    [
      'payment_session_not_expirable',
      'could not be closed; that is tried again after Jan 31, 2026, 01:00 PM UTC.',
    ],
    ['paid', 'was paid at Jan 31, 2026, 11:40 AM UTC with $25.00 and waits to be shipped.'],
    ['shipped', 'is paid ($25.00) and was shipped.'],
    ['delivered', 'nothing is left to do.'],
    ['cancelled', 'cancelled at Jan 31, 2026, 11:40 AM UTC: found it cheaper.'],
    ['refunded', 'All of the order’s money ($25.00) went back'],
    ['partially_refunded', '$25.00 of it went back.'],
    ['payment_rejected', 'A payment of $25.00 does not count and is about to be sent back.'],
    ['rejected_payment_refunding', 'A payment of $25.00 does not count and is on its way back.'],
    [
      'rejected_payment_refunded',
      'A payment of $25.00 does not count and went back at Jan 31, 2026, 11:40 AM UTC.',
    ],
    [
      'rejected_payment_refund_failed',
      'sending it back failed at Jan 31, 2026, 11:40 AM UTC: found it cheaper. The shop has to look.',
    ],
    ['refund_pending', 'A refund of $25.00 is under way since Jan 31, 2026, 11:40 AM UTC.'],
    [
      'refund_failed',
      'A refund of $25.00 failed at Jan 31, 2026, 11:40 AM UTC: found it cheaper. The shop has to look.',
    ],
    ['dispute_open', 'A dispute is open'],
    ['dispute_won', 'was won.'],
    ['dispute_lost', 'the money is gone.'],
  ])('of %s are “%s”', (code, words) => {
    expect(say(code)).toContain(words);
  });

  it('are there for everything that can be so, and are whole sentences', () => {
    for (const code of standingCodes) {
      expect(say(code)).toMatch(/^(?:[A-Z]|\$).*\.$/);
      expect(explain([{ code }], 'en-US')).not.toMatch(/undefined|NaN|Invalid/);
    }
  });

  it('follow each other in the order of the facts, and leave out what is unknown here', () => {
    const unheardOf = { code: 'gift_wrapped' as StandingCode };
    const facts: StandingFact[] = [{ code: 'shipped', ...values }, unheardOf, { code: 'dispute_won' }];
    expect(explain(facts, 'en-US')).toBe(
      'The order is paid ($25.00) and was shipped. A dispute about its money was won.',
    );
  });

  it.each([
    ['en-US', 'usd', 'paid at Jan 31, 2026, 11:40 AM UTC with $25.00 and'],
    ['de-DE', 'eur', 'paid at 31. Jan. 2026, 11:40 UTC with 25,00 € and'],
    ['en-US', 'jpy', 'with ¥2,500 and'],
    ['en-US', 'kwd', 'with KWD 2.500 and'],
  ])(
    'write amounts and times as readers of %s do, and %s with its own decimals',
    (locale, currency, words) => {
      expect(say('paid', { currency }, locale)).toContain(words);
    },
  );
});
