import { describe, expect, it } from '@jest/globals';
import { catchUp } from './backlog.js';

type Reading = { due: number; oldestSeconds: number; settled: number };

/** A database that answers with these readings, the last one for ever. */
const database = (...readings: Reading[]) => {
  let next = 0;
  const query = async () => ({ rows: [readings[Math.min(next++, readings.length - 1)]] });
  return { query } as unknown as Parameters<typeof catchUp>[0];
};
const reading = (due: number, settled: number, oldestSeconds = 0): Reading => ({
  due,
  settled,
  oldestSeconds,
});
const fast = { pollMs: 1 };

describe('the backlog of a service', () => {
  it('is what was due at the end of the load, and how fast it was sent', async () => {
    const seen = await catchUp(
      database(reading(30, 100, 4.217), reading(10, 120), reading(0, 130)),
      'notifications',
      new Date(),
      fast,
    );
    expect(seen).toMatchObject({ due: 30, oldestSeconds: 4.22, isOver: true });
    expect(seen.perSecond).toBeGreaterThan(0);
  });

  it('has no rate when nothing was due', async () => {
    const seen = await catchUp(database(reading(0, 7)), 'invoices', new Date(), fast);
    expect(seen).toEqual({ due: 0, oldestSeconds: 0, perSecond: null, seconds: 0, isOver: true });
  });

  it('is not over before messages stop to become due', async () => {
    const late = database(reading(0, 5), reading(0, 5), reading(8, 5), reading(0, 13));
    expect(await catchUp(late, 'notifications', new Date(), fast)).toMatchObject({
      due: 0,
      isOver: true,
      perSecond: expect.any(Number),
    });
  });

  it('says so when some are still due after the longest wait', async () => {
    const seen = await catchUp(database(reading(9, 0, 60)), 'notifications', new Date(), {
      ...fast,
      longestWaitMs: 20,
    });
    expect(seen).toMatchObject({ due: 9, isOver: false, perSecond: null });
  });
});
