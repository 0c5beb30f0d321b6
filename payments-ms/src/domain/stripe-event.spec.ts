import { describe, expect, test } from '@jest/globals';
import { ignoredBecause, readEvent } from './stripe-event.js';

const orderId = '0192f0c1-1111-7bbb-8ccc-000000000001';
const event = (changes: object = {}, object: object = {}) => ({
  id: 'evt_1',
  object: 'event',
  type: 'checkout.session.completed',
  api_version: '2026-10-28.endive',
  livemode: false,
  data: { object: { id: 'cs_1', metadata: { orderId, attempt: '2' }, ...object } },
  ...changes,
});

describe('reading an event', () => {
  test('finds the order and the attempt that we gave the session', () => {
    expect(readEvent(event(), 'body')).toEqual({
      id: 'evt_1',
      type: 'checkout.session.completed',
      objectId: 'cs_1',
      apiVersion: '2026-10-28.endive',
      livemode: false,
      account: null,
      orderId,
      attempt: 2,
      paymentId: null,
      payload: 'body',
    });
  });

  test.each([
    ['refund.updated', 'pi_1', 'pi_1'],
    ['charge.dispute.created', { id: 'pi_1' }, 'pi_1'],
    ['charge.refunded', null, null],
    ['checkout.session.completed', 'pi_1', null],
  ])('of %s finds the payment %j that money goes back of', (type, payment_intent, paymentId) => {
    expect(readEvent(event({ type }, { payment_intent }), '')).toMatchObject({ paymentId });
  });

  test.each([
    ['null', null],
    ['a list', []],
    ['text', 'evt_1'],
    ['another object', event({ object: 'charge' })],
    ['no id', event({ id: undefined })],
    ['an id of something else', event({ id: 'cs_1' })],
    ['a type that is no word', event({ type: 'a\u0000b' })],
  ])('refuses %s', (_name, body) => {
    expect(readEvent(body, '')).toBeUndefined();
  });

  test.each([
    ['no metadata', { metadata: null }],
    ['other people’s metadata', { metadata: { orderId: 'A-17', attempt: 'first' } }],
    ['an attempt out of range', { metadata: { orderId: 7, attempt: '99999999999' } }],
  ])('takes an object with %s as nobody’s order', (_name, object) => {
    expect(readEvent(event({}, object), '')).toMatchObject({ orderId: null, attempt: null });
  });
});

describe('what needs work', () => {
  const read = (changes: object) => readEvent(event(changes), '')!;
  test('the ends of a session do', () => {
    const ends = ['completed', 'async_payment_succeeded', 'async_payment_failed', 'expired'];
    expect(ends.map((end) => ignoredBecause(read({ type: `checkout.session.${end}` }), false))).toEqual(
      ends.map(() => undefined),
    );
  });

  test('money that goes back does', () => {
    const types = ['refund.failed', 'charge.refunded', 'charge.refund.updated', 'charge.dispute.closed'];
    expect(types.map((type) => ignoredBecause(read({ type }), false))).toEqual(types.map(() => undefined));
  });

  test('an event of a connected account does not: it is not our money', () => {
    expect(ignoredBecause(read({ account: 'acct_1' }), false)).toBe('other_account');
    expect(ignoredBecause(read({ account: { id: 'acct_1' } }), false)).toBe('other_account');
    expect(ignoredBecause(read({ account: null }), false)).toBeUndefined();
  });

  test('any other type does not', () => {
    expect(ignoredBecause(read({ type: 'charge.succeeded' }), false)).toBe('ignored');
  });

  test('an event of the other mode does not: test money never pays a real order', () => {
    expect(ignoredBecause(read({ livemode: false }), true)).toBe('other_mode');
    expect(ignoredBecause(read({ livemode: true }), false)).toBe('other_mode');
    expect(ignoredBecause(read({ livemode: true }), true)).toBeUndefined();
  });
});
