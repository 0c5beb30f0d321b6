import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  follow,
  lookDelayMs,
  type Refund,
  refusal,
  share,
  stripeReasonOf,
  type StripeRefund,
} from './refund.js';

type State = Pick<Refund, 'status' | 'stripeId' | 'amount' | 'failure'>;
type Answer = Pick<StripeRefund, 'status' | 'failure'>;

/** A payment and its refunds, moved by the rules alone, the way the statements move the rows. */
class Book {
  readonly refunds: State[] = [];

  constructor(readonly amount: number) {}

  get refunded(): number {
    return this.refunds
      .filter(({ status }) => status !== 'failed')
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  ask(asked: number | null): void {
    const amount = share(this, asked);
    if (amount !== undefined)
      this.refunds.push({ status: 'requested', stripeId: null, amount, failure: null });
  }

  /** A refund made by hand at Stripe. */
  adopt(amount: number, status: 'pending' | 'succeeded'): void {
    if (share(this, amount) !== undefined)
      this.refunds.push({ status, stripeId: 're_hand', amount, failure: null });
  }

  refuse(at: number): void {
    const refund = this.refunds[at % Math.max(1, this.refunds.length)];
    if (refund?.status === 'requested') Object.assign(refund, { status: 'failed', failure: 'no' });
  }

  answer(at: number, found: Answer): void {
    const refund = this.refunds[at % Math.max(1, this.refunds.length)];
    const step = refund && follow(refund, found);
    if (!refund || !step) return;
    const comesBack = refund.status === 'failed' && step.status !== 'failed';
    if (comesBack && share(this, refund.amount) === undefined) return;
    Object.assign(refund, step, { stripeId: refund.stripeId ?? 're_ours' });
  }
}

const amounts = fc.integer({ min: 1, max: 1_200 });
const statuses = fc.constantFrom<StripeRefund['status']>('pending', 'succeeded', 'failed');
const which = fc.nat(20);
const happenings = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('ask' as const), amount: fc.option(amounts) }),
    fc.record({
      what: fc.constant('adopt' as const),
      amount: amounts,
      status: fc.constantFrom('pending' as const, 'succeeded' as const),
    }),
    fc.record({ what: fc.constant('refuse' as const), at: which }),
    fc.record({ what: fc.constant('answer' as const), at: which, status: statuses }),
  ),
  { maxLength: 60 },
);

function live(book: Book, what: typeof happenings extends fc.Arbitrary<(infer One)[]> ? One : never): void {
  if (what.what === 'ask') book.ask(what.amount);
  else if (what.what === 'adopt') book.adopt(what.amount, what.status);
  else if (what.what === 'refuse') book.refuse(what.at);
  else book.answer(what.at, { status: what.status, failure: null });
}

describe('whatever is asked, answered, refused, failed and made by hand, in any order', () => {
  test('live refunds never exceed what was captured', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), happenings, (captured, all) => {
        const book = new Book(captured);
        for (const one of all) {
          live(book, one);
          expect(book.refunded).toBeLessThanOrEqual(captured);
          expect(book.refunded).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('only a failed refund has a failure, and only what Stripe made has moved', () => {
    fc.assert(
      fc.property(happenings, (all) => {
        const book = new Book(1_000);
        all.forEach((one) => live(book, one));
        for (const { status, stripeId, failure } of book.refunds) {
          expect(failure !== null).toBe(status === 'failed');
          if (stripeId === null) expect(['requested', 'failed']).toContain(status);
        }
      }),
    );
  });

  test('the same answers in any order, and again, end in the same state', () => {
    const orders = fc
      .array(statuses, { minLength: 1, maxLength: 6 })
      .chain((answers) =>
        fc.tuple(fc.constant(answers), fc.shuffledSubarray(answers, { minLength: answers.length })),
      );
    const end = (answers: readonly StripeRefund['status'][]) => {
      const book = new Book(100);
      book.ask(null);
      for (const status of answers) book.answer(0, { status, failure: null });
      return book.refunds[0]?.status;
    };
    fc.assert(
      fc.property(orders, ([answers, shuffled]) => {
        expect(end(shuffled)).toBe(end(answers));
        expect(end([...answers, ...shuffled])).toBe(end(answers));
      }),
    );
  });
});

describe('following Stripe', () => {
  const refund = (status: Refund['status'], stripeId: string | null = 're_1') => ({ status, stripeId });

  test.each([
    ['requested', 'pending'],
    ['requested', 'succeeded'],
    ['requested', 'failed'],
    ['pending', 'succeeded'],
    ['pending', 'failed'],
    ['succeeded', 'failed'],
  ] as const)('a refund goes from %s to %s', (from, to) => {
    const step = follow(refund(from), { status: to, failure: to === 'failed' ? 'expired_card' : null });
    expect(step).toEqual({ status: to, failure: to === 'failed' ? 'expired_card' : null });
  });

  test.each([
    ['pending', 'pending'],
    ['succeeded', 'pending'],
    ['succeeded', 'succeeded'],
    ['failed', 'succeeded'],
    ['failed', 'pending'],
    ['failed', 'failed'],
  ] as const)('a look that came late takes nothing from %s to %s', (from, to) => {
    expect(follow(refund(from), { status: to, failure: null })).toBeUndefined();
  });

  test('a refund held for refused comes back to life when Stripe has it after all', () => {
    expect(follow(refund('failed', null), { status: 'succeeded', failure: null })).toEqual({
      status: 'succeeded',
      failure: null,
    });
  });
});

describe('what is given back', () => {
  test('without an amount is all that is left; never nothing, never more', () => {
    expect(share({ amount: 100, refunded: 30 }, null)).toBe(70);
    expect(share({ amount: 100, refunded: 30 }, 70)).toBe(70);
    expect(share({ amount: 100, refunded: 30 }, 71)).toBeUndefined();
    expect(share({ amount: 100, refunded: 100 }, null)).toBeUndefined();
    expect(share({ amount: 0, refunded: 0 }, null)).toBeUndefined();
  });

  test('is refused with the reason', () => {
    expect(refusal([]).code).toBe('payments.not_refundable');
    expect(refusal([{ amount: 100, refunded: 100 }]).code).toBe('payments.not_refundable');
    expect(refusal([{ amount: 100, refunded: 30 }]).details).toEqual({ refundable: 70 });
    expect(
      refusal([
        { amount: 100, refunded: 0 },
        { amount: 100, refunded: 0 },
      ]).kind,
    ).toBe('unavailable');
  });

  test('carries Stripe’s own reason where it is one', () => {
    expect(['duplicate', 'fraudulent', 'cancelled'].map(stripeReasonOf)).toEqual([
      'duplicate',
      'fraudulent',
      undefined,
    ]);
  });
});

test('a pending refund is looked at after a minute, then ever later, at least hourly', () => {
  expect([1, 2, 3, 30].map(lookDelayMs)).toEqual([60_000, 120_000, 240_000, 3_600_000]);
});
