import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';
import { storyOf } from './story.js';
import { planStrikes } from './strikes.js';

const plan = (seed: number) => planStrikes(new Random(String(seed)), { orders: 2_000, kills: 100 });

describe('the plan of a chaos run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
    expect(storyOf(new Random('1'), 5, 10)).toEqual(storyOf(new Random('1'), 5, 10));
  });

  it('kills as often as told, spread over all orders, and loses the streams once', () => {
    const strikes = plan(3);
    expect(strikes.filter(({ kind }) => kind === 'kill')).toHaveLength(100);
    expect(strikes.filter(({ kind }) => kind === 'lose_streams')).toHaveLength(1);
    const times = strikes.map(({ afterOrders }) => afterOrders);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (let quarter = 0; quarter < 4; quarter++)
      expect(times.filter((at) => Math.floor(at / 500) === quarter).length).toBeGreaterThan(20);
  });

  it('reaches every kind of victim and both replicas', () => {
    const seen = new Set(
      plan(4).map((strike) => (strike.kind === 'kill' ? `${strike.victim} ${strike.replica}` : 'streams')),
    );
    for (const name of ['orders-ms 0', 'orders-ms 1', 'payments-ms 1', 'nats 0', 'postgres 0', 'auth-ms 0'])
      expect([...seen]).toContain(name);
  });

  it('tells every kind of story', () => {
    const stories = Array.from({ length: 2_000 }, (_, number) => storyOf(new Random('9'), number, 10));
    expect(new Set(stories.map(({ plot }) => plot)).size).toBe(10);
    expect(new Set(stories.map(({ aftermath }) => aftermath)).size).toBe(6);
    expect(new Set(stories.map(({ currency }) => currency)).size).toBe(4);
    for (const { lines } of stories) expect(lines.length).toBeGreaterThan(0);
  });
});
