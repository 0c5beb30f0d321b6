import { expect, it, jest } from '@jest/globals';

const urls: string[] = [];

Object.assign(globalThis, {
  localStorage: { getItem: () => null },
  addEventListener: () => undefined,
});
globalThis.fetch = jest.fn(async (url) => {
  urls.push(String(url));
  const start = Number(new URL(String(url), 'http://shop').searchParams.get('cursor'));
  const entries = Array.from({ length: Math.min(100, 230 - start) }, (_, n) => ({ id: `${start + n}` }));
  const nextCursor = start + 100 < 230 ? `${start + 100}` : null;
  return Response.json({ standing: [{ code: `page-${start}` }], entries, meta: { nextCursor } });
});

const { readTimeline } = await import('./timeline');

it('reads a timeline to its end, each entry once, with the latest standing', async () => {
  const { entries, standing } = await readTimeline('order', new AbortController().signal);
  expect(entries.map(({ id }) => id)).toEqual(Array.from({ length: 230 }, (_, n) => `${n}`));
  expect(standing).toEqual([{ code: 'page-200' }]);
  expect(urls).toHaveLength(3);
});
