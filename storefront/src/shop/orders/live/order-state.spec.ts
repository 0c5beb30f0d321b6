import { describe, expect, it } from '@jest/globals';
import type { OrderStatus, StandingCode } from '@orderwire/contracts';
import { isConsistent, type OrderState, readConsistently } from './order-state';

const state = (status: OrderStatus, code: StandingCode) =>
  ({ order: { status }, timeline: { standing: [{ code }] } }) as unknown as OrderState;

describe('the state of an order', () => {
  it.each<[OrderStatus, StandingCode, boolean]>([
    ['PENDING', 'awaiting_payment', true],
    ['PENDING', 'payment_processing', true],
    ['PENDING', 'paid', false],
    ['PAID', 'paid', true],
    ['PAID', 'payment_processing', false],
    ['SHIPPED', 'paid', false],
    ['CANCELLED', 'cancelled', true],
    ['REFUNDED', 'refunded', true],
  ])('%s is explained by %s: %s', (status, code, expected) => {
    expect(isConsistent(state(status, code))).toBe(expected);
  });

  it('is read again while its status and explanation differ', async () => {
    const states = [state('PAID', 'awaiting_payment'), state('PAID', 'paid'), state('SHIPPED', 'shipped')];
    expect(await readConsistently(async () => states.shift()!)).toEqual(state('PAID', 'paid'));
  });

  it('is read at most five times', async () => {
    let reads = 0;
    await readConsistently(async () => (reads++, state('PAID', 'awaiting_payment')));
    expect(reads).toBe(5);
  });
});
