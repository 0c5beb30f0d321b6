import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { CountOrders, Overloaded } from '@orderwire/contracts';
import type { RpcClient } from '@orderwire/platform';
import { once } from 'node:events';
import { OrderExports } from './order-exports.js';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

it('ends a download whose client takes nothing for a minute, so that others may begin, and no other', async () => {
  const page = {
    data: [{ id: 'an order', currency: 'usd', totalAmount: 1, taxAmount: 0, refundedAmount: 0, items: [] }],
    meta: { nextCursor: 'more' },
  };
  const request = (contract: unknown) =>
    Promise.resolve(contract === CountOrders ? { count: 1, more: false } : page);
  const exports = new OrderExports({ request } as unknown as RpcClient);
  const [first, second] = await Promise.all([exports.open({}), exports.open({})]);
  await expect(exports.open({})).rejects.toThrow(Overloaded().message);

  const [ended, reading] = [first.getStream(), second.getStream()];
  const failed = once(ended, 'error');
  for (let seconds = 0; seconds < 120; seconds += 30) {
    // The header and two pages: more than the stream holds.
    for (let chunk = 0; chunk < 3; chunk++) while (reading.read() === null) await once(reading, 'readable');
    jest.advanceTimersByTime(30_000);
  }
  await failed;
  expect(reading.destroyed).toBe(false);
  await expect(exports.open({})).resolves.toBeDefined();
  reading.destroy();
});
