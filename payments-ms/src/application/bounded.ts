import { severalAtOnce } from '@orderwire/platform';

/** Runs work over items, at most `limit` at a time. Never throws: each result stands at its item's place. */
export async function bounded<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results = new Array<PromiseSettledResult<R>>(items.length);
  await severalAtOnce(limit, [...items.entries()], async ([index, item]) => {
    [results[index]] = await Promise.allSettled([work(item)]);
  });
  return results;
}
