import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  nextRefundState,
  pollDelayMs,
  type Refund,
  refundableAmount,
  refundFault,
  refundIdFrom,
  stripeReasonOf,
  type StripeRefund,
} from './refund.js';

type State = Pick<Refund, 'status' | 'stripeId' | 'amount' | 'failure'>;
type Answer = Pick<StripeRefund, 'status' | 'failure'>;

/** A model of a payment and its refunds: applies the rules as the SQL statements do. */
class Book {
  readonly refunds: State[] = [];

  constructor(readonly amount: number) {}

  get refunded(): number {
    return this.refunds
      .filter(({ status }) => status !== 'failed')
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  ask(asked: number | null): void {
    const amount = refundableAmount(this, asked);
    if (amount !== undefined)
      this.refunds.push({ status: 'requested', stripeId: null, amount, failure: null });
  }

  /** A refund made in Stripe's dashboard. */
  adopt(amount: number, status: 'pending' | 'succeeded'): void {
    if (refundableAmount(this, amount) !== undefined)
      this.refunds.push({ status, stripeId: 're_hand', amount, failure: null });
  }

  refuse(at: number): void {
    const refund = this.refunds[at % Math.max(1, this.refunds.length)];
    if (refund?.status === 'requested') Object.assign(refund, { status: 'failed', failure: 'no' });
  }

  answer(at: number, found: Answer): void {
    const refund = this.refunds[at % Math.max(1, this.refunds.length)];
    const step = refund && nextRefundState(refund, found);
    if (!refund || !step) return;
    const revived = refund.status === 'failed' && step.status !== 'failed';
    if (revived && refundableAmount(this, refund.amount) === undefined) return;
    Object.assign(refund, step, { stripeId: refund.stripeId ?? 're_ours' });
  }
}

const amounts = fc.integer({ min: 1, max: 1_200 });
const statuses = fc.constantFrom<StripeRefund['status']>('pending', 'succeeded', 'failed');
const which = fc.nat(20);
const actions = fc.array(
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

function live(book: Book, what: typeof actions extends fc.Arbitrary<(infer One)[]> ? One : never): void {
  if (what.what === 'ask') book.ask(what.amount);
  else if (what.what === 'adopt') book.adopt(what.amount, what.status);
  else if (what.what === 'refuse') book.refuse(what.at);
  else book.answer(what.at, { status: what.status, failure: null });
}

describe('requests, updates, refusals and imports in any order', () => {
  test('never refund more than the captured amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), actions, (captured, all) => {
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

  test('give a failure only to failed refunds, and progress only to refunds at Stripe', () => {
    fc.assert(
      fc.property(actions, (all) => {
        const book = new Book(1_000);
        all.forEach((one) => live(book, one));
        for (const { status, stripeId, failure } of book.refunds) {
          expect(failure !== null).toBe(status === 'failed');
          if (stripeId === null) expect(['requested', 'failed']).toContain(status);
        }
      }),
    );
  });

  test('end in the same state for the same updates in any order', () => {
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

describe('an update from Stripe', () => {
  const refund = (status: Refund['status'], stripeId: string | null = 're_1') => ({ status, stripeId });

  test.each([
    ['requested', 'pending'],
    ['requested', 'succeeded'],
    ['requested', 'failed'],
    ['pending', 'succeeded'],
    ['pending', 'failed'],
    ['succeeded', 'failed'],
  ] as const)('changes a refund from %s to %s', (from, to) => {
    const step = nextRefundState(refund(from), {
      status: to,
      failure: to === 'failed' ? 'expired_card' : null,
    });
    expect(step).toEqual({ status: to, failure: to === 'failed' ? 'expired_card' : null });
  });

  test.each([
    ['pending', 'pending'],
    ['succeeded', 'pending'],
    ['succeeded', 'succeeded'],
    ['failed', 'succeeded'],
    ['failed', 'pending'],
    ['failed', 'failed'],
  ] as const)('that is late does not change %s to %s', (from, to) => {
    expect(nextRefundState(refund(from), { status: to, failure: null })).toBeUndefined();
  });

  test('revives a refund stored as refused', () => {
    expect(nextRefundState(refund('failed', null), { status: 'succeeded', failure: null })).toEqual({
      status: 'succeeded',
      failure: null,
    });
  });
});

describe('the amount of a refund', () => {
  test('is all that is left by default, never zero and never more', () => {
    expect(refundableAmount({ amount: 100, refunded: 30 }, null)).toBe(70);
    expect(refundableAmount({ amount: 100, refunded: 30 }, 70)).toBe(70);
    expect(refundableAmount({ amount: 100, refunded: 30 }, 71)).toBeUndefined();
    expect(refundableAmount({ amount: 100, refunded: 100 }, null)).toBeUndefined();
    expect(refundableAmount({ amount: 0, refunded: 0 }, null)).toBeUndefined();
  });

  test('is refused with the reason', () => {
    expect(refundFault([]).code).toBe('payments.not_refundable');
    expect(refundFault([{ amount: 100, refunded: 100 }]).code).toBe('payments.not_refundable');
    expect(refundFault([{ amount: 100, refunded: 30 }]).details).toEqual({ refundable: 70 });
    expect(
      refundFault([
        { amount: 100, refunded: 0 },
        { amount: 100, refunded: 0 },
      ]).kind,
    ).toBe('unavailable');
  });

  test('the reason is Stripe’s own if it is one', () => {
    expect(['duplicate', 'fraudulent', 'cancelled'].map(stripeReasonOf)).toEqual([
      'duplicate',
      'fraudulent',
      undefined,
    ]);
  });
});

test('a pending refund is retrieved after a minute, then less often, at least hourly', () => {
  expect([1, 2, 3, 30].map(pollDelayMs)).toEqual([60_000, 120_000, 240_000, 3_600_000]);
});

test('a derived refund id never changes: the same payment would be refunded twice', () => {
  expect(refundIdFrom('pi_1')).toBe(refundIdFrom('pi_1'));
  expect(refundIdFrom('pi_1')).not.toBe(refundIdFrom('pi_2'));
  expect(refundIdFrom('pi_3Qx')).toBe('8df16d47-91a7-5adb-b1e7-f0fc121203b6');
});
