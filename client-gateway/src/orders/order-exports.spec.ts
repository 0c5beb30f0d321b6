import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { CountOrders, Overloaded } from '@orderwire/contracts';
import type { RpcClient } from '@orderwire/platform';
import { once } from 'node:events';
import { OrderExports } from './order-exports.js';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

it('ends a download whose client takes nothing for a minute, so that others may begin', async () => {
  const page = { data: [], meta: { nextCursor: 'more' } };
  const request = (contract: unknown) =>
    Promise.resolve(contract === CountOrders ? { count: 1, more: false } : page);
  const exports = new OrderExports({ request } as unknown as RpcClient);
  const [first, second] = await Promise.all([exports.open({}), exports.open({})]);
  await expect(exports.open({})).rejects.toThrow(Overloaded().message);

  const [ended, reading] = [first.getStream(), second.getStream()];
  const failed = once(ended, 'error');
  jest.advanceTimersByTime(60_000);
  await failed;
  reading.destroy();
  await expect(exports.open({})).resolves.toBeDefined();
});
