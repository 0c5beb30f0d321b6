import { describe, expect, it } from '@jest/globals';
import {
  AlreadyPaid,
  DeadlineExceeded,
  Internal,
  PaymentInProgress,
  PaymentRejected,
  PaymentsUnavailable,
} from '@orderwire/contracts';
import { cancellationBlocker, nextCheckAt, retryAt } from './overdue-order.js';

const now = new Date('2026-01-31T12:00:00Z');
const delay = (overdueMinutes: number) =>
  (nextCheckAt(new Date(now.getTime() - overdueMinutes * 60_000), now).getTime() - now.getTime()) / 60_000;

describe('overdue order that could not be cancelled', () => {
  it.each([
    [-30, 2],
    [0, 2],
    [5, 2.5],
    [20, 10],
    [120, 60],
    [100_000, 60],
  ])('after %i minutes is checked again in %f minutes', (overdue, minutes) => {
    expect(delay(overdue)).toBe(minutes);
  });

  it('is checked again every five minutes during an outage, and less and less often otherwise', () => {
    const minutes = (blocker: Parameters<typeof retryAt>[0], overdue: number) =>
      (retryAt(blocker, new Date(now.getTime() - overdue * 60_000), now).getTime() - now.getTime()) / 60_000;
    expect([10, 300].map((overdue) => minutes('payments_unavailable', overdue))).toEqual([5, 5]);
    expect([10, 300].map((overdue) => minutes('payment_session_not_expirable', overdue))).toEqual([5, 60]);
  });

  it.each([
    [AlreadyPaid(), 'payment_processing'],
    [PaymentInProgress(), 'payment_processing'],
    [PaymentsUnavailable(), 'payments_unavailable'],
    [DeadlineExceeded(), 'payments_unavailable'],
    [PaymentRejected(), 'payment_session_not_expirable'],
    [Internal(), 'payment_session_not_expirable'],
    [new Error('database error'), 'payment_session_not_expirable'],
  ])('after “%s” is blocked by %s', (error, blocker) => {
    expect(cancellationBlocker(error)).toBe(blocker);
  });
});
