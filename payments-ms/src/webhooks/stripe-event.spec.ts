import { describe, expect, test } from '@jest/globals';
import { ignoreReason as reasonFor, type IncomingEvent, parseStripeEvent } from './stripe-event.js';

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

const ignoreReason = (one: IncomingEvent, livemode: boolean) => reasonFor(one, livemode, 'ours');

describe('parsing an event', () => {
  test('reads order and attempt from the metadata', () => {
    expect(parseStripeEvent(event(), 'body')).toEqual({
      id: 'evt_1',
      type: 'checkout.session.completed',
      objectId: 'cs_1',
      apiVersion: '2026-10-28.endive',
      livemode: false,
      account: null,
      orderId,
      attempt: 2,
      shop: null,
      paymentId: null,
      payload: 'body',
    });
  });

  test.each([
    ['refund.updated', 'pi_1', 'pi_1'],
    ['charge.dispute.created', { id: 'pi_1' }, 'pi_1'],
    ['charge.refunded', null, null],
    ['checkout.session.completed', 'pi_1', null],
  ])('of %s with payment intent %j returns its payment id', (type, payment_intent, paymentId) => {
    expect(parseStripeEvent(event({ type }, { payment_intent }), '')).toMatchObject({ paymentId });
  });

  test.each([
    ['null', null],
    ['a list', []],
    ['text', 'evt_1'],
    ['another object', event({ object: 'charge' })],
    ['no id', event({ id: undefined })],
    ['an id of something else', event({ id: 'cs_1' })],
    ['a malformed type', event({ type: 'a\u0000b' })],
  ])('refuses %s', (_name, body) => {
    expect(parseStripeEvent(body, '')).toBeUndefined();
  });

  test.each([
    ['no metadata', { metadata: null }],
    ['metadata of another system', { metadata: { orderId: 'A-17', attempt: 'first' } }],
    ['an attempt out of range', { metadata: { orderId: 7, attempt: '99999999999' } }],
  ])('reads no order from %s', (_name, object) => {
    expect(parseStripeEvent(event({}, object), '')).toMatchObject({ orderId: null, attempt: null });
  });
});

describe('an event that needs processing', () => {
  const read = (changes: object) => parseStripeEvent(event(changes), '')!;
  test('is the end of a session', () => {
    const ends = ['completed', 'async_payment_succeeded', 'async_payment_failed', 'expired'];
    expect(ends.map((end) => ignoreReason(read({ type: `checkout.session.${end}` }), false))).toEqual(
      ends.map(() => undefined),
    );
  });

  test('is a refund or dispute', () => {
    const types = ['refund.failed', 'charge.refunded', 'charge.refund.updated', 'charge.dispute.closed'];
    expect(types.map((type) => ignoreReason(read({ type }), false))).toEqual(types.map(() => undefined));
  });

  test('is not one of a connected account', () => {
    expect(ignoreReason(read({ account: 'acct_1' }), false)).toBe('other_account');
    expect(ignoreReason(read({ account: { id: 'acct_1' } }), false)).toBe('other_account');
    expect(ignoreReason(read({ account: null }), false)).toBeUndefined();
  });

  test('is not one of another type', () => {
    expect(ignoreReason(read({ type: 'charge.succeeded' }), false)).toBe('ignored');
  });

  test.each([
    ['without metadata', null, 'foreign'],
    ['of another shop', { shop: 'theirs', orderId: '1042' }, 'foreign'],
    ['of this shop', { shop: 'ours' }, undefined],
    ['with an order, which may be ours', { shop: 'theirs', orderId }, undefined],
  ])('is not one of another shop: a session %s', (_name, metadata, reason) => {
    expect(ignoreReason(parseStripeEvent(event({}, { metadata }), '')!, false)).toBe(reason);
  });

  test('is not one of the other mode: a test payment never pays a real order', () => {
    expect(ignoreReason(read({ livemode: false }), true)).toBe('other_mode');
    expect(ignoreReason(read({ livemode: true }), false)).toBe('other_mode');
    expect(ignoreReason(read({ livemode: true }), true)).toBeUndefined();
  });
});
