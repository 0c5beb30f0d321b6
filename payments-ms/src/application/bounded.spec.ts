import { expect, test } from '@jest/globals';
import { bounded } from './bounded.js';

test('runs no more than the limit at once, gives results in order, and one failure stops no other', async () => {
  let running = 0;
  let most = 0;
  const results = await bounded([0, 1, 2, 3, 4, 5, 6], 3, async (item) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    if (item === 2) throw new Error('two');
    return item * 10;
  });
  expect(most).toBe(3);
  expect(
    results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
  ).toEqual([0, 10, 'two', 30, 40, 50, 60]);
});
