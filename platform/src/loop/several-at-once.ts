/**
 * Works on all items, on at most `lanes` of them at once. An error ends its lane, not the others;
 * it is thrown when all have ended.
 */
export async function severalAtOnce<Item>(
  lanes: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) await work(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, items.length) }, lane));
  const broken = ended.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
}
