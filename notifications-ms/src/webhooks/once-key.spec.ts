import { expect, it } from '@jest/globals';
import { onceKey } from './once-key.js';

const event = { orderId: 'o', paymentId: 'p', refundId: 'r', disputeId: 'd' };

it.each([
  ['order.created', 'order.created o'],
  ['order.paid', 'order.paid o'],
  ['order.cancelled', 'order.cancelled o'],
  ['order.payment_rejected', 'order.payment_rejected p'],
  ['order.refunded', 'order.refunded r'],
  ['refund.requested', 'refund.requested r'],
  ['refund.succeeded', 'refund.succeeded r'],
  ['refund.failed', 'refund.failed r'],
  ['dispute.opened', 'dispute.opened d'],
  ['dispute.won', 'dispute.won d'],
  ['dispute.lost', 'dispute.lost d'],
  ['order.status_changed', null],
  ['stock.low', null],
])('%s happens once: %s', (type, key) => {
  expect(onceKey(type, event)).toBe(key);
});

it('an event without its id has no key', () => {
  expect(onceKey('order.paid', {})).toBeNull();
});
