import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Tally } from './tally.js';
import { Teller } from './teller.js';
import { Windows } from './windows.js';

class FirstWindow extends Windows {
  number = 1;

  override current() {
    return { number: this.number, endsInMs: 60_000 };
  }
}

describe('the teller', () => {
  let windows: FirstWindow;
  let told: { subject: string; amount: number }[];
  let heard: () => Promise<number>;
  let teller: Teller;

  beforeEach(() => {
    jest.useFakeTimers();
    windows = new FirstWindow(60_000);
    told = [];
    heard = async () => 1;
    const add = (subject: string, amount: number) => {
      told.push({ subject, amount });
      return heard();
    };
    teller = new Teller({ add }, windows, 1_000);
  });
  afterEach(() => void jest.useRealTimers());

  const take = (tally: Tally): void => {
    tally.take();
    teller.add(tally);
  };
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('tells the first request at once, and all of the next 100 ms in one message per key', async () => {
    const [a, b] = [new Tally('a', 1), new Tally('b', 1)];
    take(a);
    await pass(0);
    expect(told).toEqual([{ subject: 'a', amount: 1 }]);
    for (let i = 0; i < 50; i++) [a, b].forEach(take);
    await pass(99);
    expect(told).toHaveLength(1);
    await pass(1);
    expect(told.slice(1)).toEqual([
      { subject: 'a', amount: 50 },
      { subject: 'b', amount: 50 },
    ]);
    await pass(10_000);
    expect(told).toHaveLength(3);
  });

  it('has no more than 64 increments under way', async () => {
    const answers: (() => void)[] = [];
    heard = () => new Promise((resolve) => answers.push(() => resolve(1)));
    for (let i = 0; i < 200; i++) take(new Tally(String(i), 1));
    await pass(0);
    expect(told).toHaveLength(64);
    answers[0]?.();
    await pass(0);
    expect(told).toHaveLength(65);
  });

  it('gives up a round when nobody listens, forgets nothing of it, and tries again a second later', async () => {
    heard = () => Promise.reject(new Error('away'));
    for (let i = 0; i < 200; i++) take(new Tally(String(i), 1));
    await pass(999);
    expect(told).toHaveLength(64);
    told.length = 0;
    heard = async () => 1;
    await pass(1);
    expect(new Set(told.map(({ subject }) => subject)).size).toBe(200);
  });

  it('tells nothing of a window that is over, and of no more keys than it may hold', async () => {
    take(new Tally('old', 1));
    windows.number = 2;
    for (let i = 0; i < 1_500; i++) take(new Tally(String(i), 2));
    await pass(0);
    expect(told).toHaveLength(1_000);
    expect(told).not.toContainEqual({ subject: 'old', amount: 1 });
  });

  it('tells what is left when it stops, and nothing after', async () => {
    const tally = new Tally('a', 1);
    take(tally);
    await teller.stop();
    expect(told).toHaveLength(1);
    take(tally);
    await pass(10_000);
    expect(told).toHaveLength(1);
  });
});
