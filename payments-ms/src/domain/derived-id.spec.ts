import { expect, test } from '@jest/globals';
import { refundIdFrom } from './derived-id.js';

test('an id derived from Stripe’s never changes: the same money would go back twice', () => {
  expect(refundIdFrom('pi_1')).toBe(refundIdFrom('pi_1'));
  expect(refundIdFrom('pi_1')).not.toBe(refundIdFrom('pi_2'));
  expect(refundIdFrom('pi_3Qx')).toBe('8df16d47-91a7-5adb-b1e7-f0fc121203b6');
});
