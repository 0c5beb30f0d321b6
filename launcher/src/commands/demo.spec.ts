import { expect, it } from '@jest/globals';
import { followOrder, type OrderSource } from './demo.js';

const entry = (id: string, step: string, at: string) => ({
  id,
  step,
  at,
  cause: 'x',
  message: `it was ${step}`,
});
const created = entry('1', 'created', '2026-01-01T00:00:00.000Z');
const paid = entry('2', 'paid', '2026-01-01T00:00:00.250Z');

/** Advances to the next snapshot at every read of the order. */
function source(...snapshots: { status: string; entries: (typeof created)[] }[]): OrderSource {
  let now = -1;
  const snapshot = () => snapshots[Math.min(now, snapshots.length - 1)];
  return {
    order: async () => {
      now++;
      return { status: snapshot()?.status ?? 'PENDING' };
    },
    timeline: async () => snapshot()?.entries ?? [],
  };
}

it('prints each entry once, with the time since the first one, until the order is PAID', async () => {
  const lines: string[] = [];
  const orders = source(
    { status: 'PENDING', entries: [created] },
    { status: 'PENDING', entries: [created] },
    { status: 'PAID', entries: [created, paid] },
  );
  const result = await followOrder(orders, 'o', 60_000, (line) => lines.push(line), 0);
  expect(result).toEqual({ status: 'PAID', afterMs: 250 });
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^\+ {2}250 ms {2}paid +it was paid$/);
});

it('ends with a reason when the order stays PENDING', async () => {
  const orders = source({ status: 'PENDING', entries: [created] });
  const result = await followOrder(orders, 'o', 0, () => undefined, 0);
  expect(result.status).toBe('PENDING');
  expect(result.reason).toContain('nothing more happened');
});

it('ends when the order was cancelled', async () => {
  const orders = source({ status: 'CANCELLED', entries: [created] });
  expect((await followOrder(orders, 'o', 60_000, () => undefined, 0)).status).toBe('CANCELLED');
});
