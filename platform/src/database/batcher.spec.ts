import { expect, test } from '@jest/globals';
import { system } from '@orderwire/contracts';
import { currentContext, runInContext } from '../context/context.js';
import { Batcher, KeyedBatcher } from './batcher.js';

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

test('an item that runs alone does not hold back the next ones', async () => {
  let end: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => (end = resolve));
  const gather = new Batcher<number, number>(async (items) => {
    if (items.includes(2) && items.length > 1) throw new Error('two');
    if (items.includes(2)) await slow;
    return items;
  });
  const first = [1, 2].map((item) => gather.add(item));
  expect(await first[0]).toBe(1);
  expect(await gather.add(3)).toBe(3);
  end();
  expect(await first[1]).toBe(2);
});

test('after eight lock time-outs of single items the others fail without a wait', async () => {
  const { runs, gather } = batches(() => Object.assign(new Error('locked'), { code: '55P03' }));
  const items = Array.from({ length: 30 }, (_, item) => item);
  const results = await Promise.allSettled(items.map((item) => gather.add(item)));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  // The first run, and those that had begun when the eighth of them failed.
  expect(runs.length).toBeLessThan(13);
});

test('after a connection error of a single item the others fail with it', async () => {
  const { runs, gather } = batches((items) =>
    items.length > 1 ? new Error('one is bad') : Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }),
  );
  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((item) => gather.add(item)));
  expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual(
    Array.from({ length: 8 }, () => 'Error: gone'),
  );
  expect(runs.length).toBeLessThan(6);
});

test('items of different keys do not wait for each other, and unused keys are forgotten', async () => {
  const ends = new Map<string, () => void>();
  const runs: string[][] = [];
  const keyed = new KeyedBatcher<string, string>(
    (item) => item.charAt(0),
    async (items) => {
      runs.push(items);
      if (items[0] === 'a1') await new Promise<void>((resolve) => ends.set('a', resolve));
      return items;
    },
  );
  const first = keyed.add('a1');
  await new Promise(setImmediate);
  const waiting = [keyed.add('a2'), keyed.add('a3')];
  expect(await keyed.add('b1')).toBe('b1');
  ends.get('a')?.();
  expect(await Promise.all([first, ...waiting])).toEqual(['a1', 'a2', 'a3']);
  expect(runs).toEqual([['a1'], ['b1'], ['a2', 'a3']]);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(keyed.size).toBe(0);
});

test('a run has the context of its first item', async () => {
  const seen: (string | undefined)[] = [];
  const gather = new Batcher<number, number>((items) => {
    seen.push(currentContext()?.correlationId);
    return Promise.resolve(items);
  });
  const add = (item: number, correlationId: string) =>
    runInContext({ correlationId, actor: system }, () => gather.add(item));
  const first = [add(1, 'a'), add(2, 'b')];
  await new Promise(setImmediate);
  await Promise.all([...first, add(3, 'c')]);
  await gather.add(4);
  expect(seen).toEqual(['a', 'c', undefined]);
});
