import { expect, test } from '@jest/globals';
import { Batcher } from './batcher.js';

const batches = (fail: (items: number[]) => Error | undefined = () => undefined) => {
  const runs: number[][] = [];
  const gather = new Batcher<number, string>(async (items) => {
    runs.push(items);
    await new Promise(setImmediate);
    const error = fail(items);
    if (error) throw error;
    return items.map((item) => `r${item}`);
  });
  return { runs, gather };
};

test('items that arrive together, or during a run, share a run, and each gets its own result', async () => {
  const { runs, gather } = batches();
  const first = [1, 2].map((item) => gather.add(item));
  await new Promise(setImmediate);
  const second = [3, 4, 5].map((item) => gather.add(item));
  expect(await Promise.all([...first, ...second])).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
  expect(runs).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  expect(await gather.add(6)).toBe('r6');
});

test.each([
  ['a bad item', {}],
  ['an item that waits too long for a lock', { code: '55P03' }],
])('%s fails alone', async (_name, error) => {
  const { gather } = batches((items) =>
    items.includes(2) ? Object.assign(new Error('two'), error) : undefined,
  );
  const results = await Promise.allSettled([1, 2, 3].map((item) => gather.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test.each([
  ['connection error', 'ECONNREFUSED'],
  ['statement time-out', '57014'],
])('a %s fails all items without a retry', async (_name, code) => {
  const { runs, gather } = batches(() => Object.assign(new Error('gone'), { code }));
  const results = await Promise.allSettled([1, 2, 3].map((item) => gather.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(runs).toHaveLength(1);
});
