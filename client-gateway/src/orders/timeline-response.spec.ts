import { describe, expect, it } from '@jest/globals';
import { type StandingCode, standingCodes, type StandingFact } from '@orderwire/contracts';
import fc from 'fast-check';
import { preferredLocale, summarize } from './timeline-response.js';

const at = '2026-01-31T11:40:00.000Z';
const until = '2026-01-31T12:45:00.000Z';
const again = '2026-01-31T13:00:00.000Z';
const values = { amount: 2_500, currency: 'usd', at, until, again, because: 'found it cheaper' };
const summaryOf = (code: StandingCode, changes: Partial<StandingFact> = {}, locale = 'en-US') =>
  summarize([{ code, ...values, ...changes }], locale).replace(/\s/g, ' ');

describe('the summary of a timeline', () => {
  it.each<[StandingCode, string]>([
    [
      'awaiting_payment',
      'its payment session is open until Jan 31, 2026, 12:45 PM UTC. After that it is cancelled.',
    ],
    [
      'payment_session_pending',
      'is being created. Without one the order is cancelled after Jan 31, 2026, 12:45 PM UTC.',
    ],
    [
      'payment_session_missing',
      'creating one failed at Jan 31, 2026, 11:40 AM UTC, because “found it cheaper.”',
    ],
    [
      'payment_processing',
      'is asked again after Jan 31, 2026, 01:00 PM UTC, and republishes payments it has.',
    ],
    [
      'overdue',
      'the time to pay ended at Jan 31, 2026, 12:45 PM UTC. The payment provider is about to be asked',
    ],
    ['payments_unavailable', 'once it replies; it is asked again after Jan 31, 2026, 01:00 PM UTC.'],
    [
      'payment_session_not_expirable',
      'could not be expired; the next attempt is after Jan 31, 2026, 01:00 PM UTC.',
    ],
    ['paid', 'was paid at Jan 31, 2026, 11:40 AM UTC with $25.00 and is waiting to be shipped.'],
    ['shipped', 'is paid ($25.00) and was shipped.'],
    ['delivered', 'nothing is left to do.'],
    ['cancelled', 'cancelled at Jan 31, 2026, 11:40 AM UTC: found it cheaper.'],
    [
      'payment_failed',
      'failed at Jan 31, 2026, 11:40 AM UTC: found it cheaper. A new payment link can be requested now; without a payment the order is cancelled after Jan 31, 2026, 12:45 PM UTC.',
    ],
    ['payment_refunded_on_arrival', 'it is refunded in full when it arrives.'],
    ['refunded', 'The order was refunded in full ($25.00).'],
    ['partially_refunded', '$25.00 of it was refunded.'],
    ['payment_rejected', 'A payment of $25.00 was rejected and is about to be refunded.'],
    ['rejected_payment_refunding', 'A payment of $25.00 was rejected; its refund is pending.'],
    [
      'rejected_payment_refunded',
      'A payment of $25.00 was rejected and refunded at Jan 31, 2026, 11:40 AM UTC.',
    ],
    [
      'rejected_payment_refund_failed',
      'its refund failed at Jan 31, 2026, 11:40 AM UTC: found it cheaper. The shop must act.',
    ],
    ['refund_pending', 'A refund of $25.00 is pending since Jan 31, 2026, 11:40 AM UTC.'],
    [
      'refund_failed',
      'A refund of $25.00 failed at Jan 31, 2026, 11:40 AM UTC: found it cheaper. The shop must act.',
    ],
    ['dispute_open', 'A dispute is open'],
    ['dispute_won', 'was won.'],
    ['dispute_lost', 'the payment was returned to the shopper.'],
    ['fraud_warning', 'is probably fraudulent'],
    ['review_open', 'is under review'],
  ])('describes %s as “%s”', (code, words) => {
    expect(summaryOf(code)).toContain(words);
  });

  it('has whole sentences for every code, also when values are missing', () => {
    for (const code of standingCodes) {
      expect(summaryOf(code)).toMatch(/^(?:[A-Z]|\$).*\.$/);
      expect(summarize([{ code }], 'en-US')).not.toMatch(/undefined|NaN|Invalid/);
    }
  });

  it('keeps the order of the facts and skips unknown codes', () => {
    const unknown = { code: 'gift_wrapped' as StandingCode };
    const facts: StandingFact[] = [{ code: 'shipped', ...values }, unknown, { code: 'dispute_won' }];
    expect(summarize(facts, 'en-US')).toBe(
      'The order is paid ($25.00) and was shipped. A dispute about its payment was won.',
    );
  });

  it.each([
    ['en-US', 'usd', 'paid at Jan 31, 2026, 11:40 AM UTC with $25.00 and'],
    ['de-DE', 'eur', 'paid at 31. Jan. 2026, 11:40 UTC with 25,00 € and'],
    ['en-US', 'jpy', 'with ¥2,500 and'],
    ['en-US', 'kwd', 'with KWD 2.500 and'],
  ])('formats times and amounts for %s, and %s with its own decimals', (locale, currency, words) => {
    expect(summaryOf('paid', { currency }, locale)).toContain(words);
  });
});

describe('the locale of amounts and times', () => {
  it.each([
    ['de-CH', 'de-CH'],
    ['xx-nonsense, fr;q=0.5', 'fr'],
    ['de;q=0.5, ja;q=0.9, en;q=0.1', 'ja'],
    ['de;q=0, nl;q=0.1', 'nl'],
    ['*', 'en-US'],
    ['', 'en-US'],
    [undefined, 'en-US'],
    [`${'en-GB,'.repeat(100)}de`, 'en-US'],
  ])('for Accept-Language “%s” is %s', (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });

  it('is always one that Intl accepts, whatever a client sends', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (header) => {
        expect(() => new Intl.NumberFormat(preferredLocale(header)).format(1)).not.toThrow();
      }),
    );
  });
});
