import { expect, it } from '@jest/globals';
import { follow, type OrderSource } from './follow.js';

const entry = (id: string, step: string, at: string) => ({
  id,
  step,
  at,
  cause: 'x',
  message: `it was ${step}`,
});
const created = entry('1', 'created', '2026-01-01T00:00:00.000Z');
const paid = entry('2', 'paid', '2026-01-01T00:00:00.250Z');

/** Shows one more of the given moments at each look. */
function source(...moments: { status: string; entries: (typeof created)[] }[]): OrderSource {
  let now = -1;
  const moment = () => moments[Math.min(now, moments.length - 1)];
  return {
    order: async () => ({ status: moments[Math.min(++now, moments.length - 1)]?.status ?? '' }),
    timeline: async () => moment()?.entries ?? [],
  };
}

it('prints each step once, with the time since the first, until the order is PAID', async () => {
  const lines: string[] = [];
  const story = source(
    { status: 'PENDING', entries: [created] },
    { status: 'PENDING', entries: [created] },
    { status: 'PAID', entries: [created, paid] },
  );
  const result = await follow(story, 'o', 60_000, (line) => lines.push(line), 0);
  expect(result).toEqual({ status: 'PAID', afterMs: 250 });
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^\+ {2}250 ms {2}paid +it was paid$/);
});

it('gives up with a reason when the order stays PENDING', async () => {
  const story = source({ status: 'PENDING', entries: [created] });
  const result = await follow(story, 'o', 0, () => undefined, 0);
  expect(result.status).toBe('PENDING');
  expect(result.reason).toContain('nothing more happened');
});

it('does not wait on for an order that was cancelled', async () => {
  const story = source({ status: 'CANCELLED', entries: [created] });
  expect((await follow(story, 'o', 60_000, () => undefined, 0)).status).toBe('CANCELLED');
});
