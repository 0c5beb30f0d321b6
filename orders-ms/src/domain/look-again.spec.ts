import { describe, expect, it } from '@jest/globals';
import {
  AlreadyPaid,
  DeadlineExceeded,
  Internal,
  PaymentRejected,
  PaymentsUnavailable,
} from '@orderwire/contracts';
import { heldUpBy, lookAgainAt } from './look-again.js';

const now = new Date('2026-01-31T12:00:00Z');
const waits = (overdueMinutes: number) =>
  (lookAgainAt(new Date(now.getTime() - overdueMinutes * 60_000), now).getTime() - now.getTime()) / 60_000;

describe('an overdue order that could not be cancelled', () => {
  it.each([
    [-30, 2],
    [0, 2],
    [5, 2.5],
    [20, 10],
    [120, 60],
    [100_000, 60],
  ])('that is overdue for %i minutes is looked at again after %f', (overdue, minutes) => {
    expect(waits(overdue)).toBe(minutes);
  });

  it.each([
    [AlreadyPaid(), 'payment_processing'],
    [PaymentsUnavailable(), 'payments_unavailable'],
    [DeadlineExceeded(), 'payments_unavailable'],
    [PaymentRejected(), 'payment_session_not_expirable'],
    [Internal(), 'payment_session_not_expirable'],
    [new Error('our own database'), 'payment_session_not_expirable'],
  ])('because of “%s” is held up by %s', (error, by) => {
    expect(heldUpBy(error)).toBe(by);
  });
});
