import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CounterFlusher } from './counter-flusher.js';
import { FixedWindow, WindowCounter } from './window-counter.js';

class ManualWindow extends FixedWindow {
  number = 1;

  override current() {
    return { number: this.number, resetMs: 60_000 };
  }
}

describe('CounterFlusher', () => {
  let window: ManualWindow;
  let sent: { subject: string; amount: number }[];
  let reply: () => Promise<number>;
  let flusher: CounterFlusher;

  beforeEach(() => {
    jest.useFakeTimers();
    window = new ManualWindow(60_000);
    sent = [];
    reply = async () => 1;
    const add = (subject: string, amount: number) => {
      sent.push({ subject, amount });
      return reply();
    };
    flusher = new CounterFlusher({ add }, window, 1_000);
  });
  afterEach(() => void jest.useRealTimers());

  const increment = (counter: WindowCounter): void => {
    counter.increment();
    flusher.enqueue(counter);
  };
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('sends the first increment at once, and those of the next 100 ms in one message per key', async () => {
    const [a, b] = [new WindowCounter('a', 1), new WindowCounter('b', 1)];
    increment(a);
    await pass(0);
    expect(sent).toEqual([{ subject: 'a', amount: 1 }]);
    for (let i = 0; i < 50; i++) [a, b].forEach(increment);
    await pass(99);
    expect(sent).toHaveLength(1);
    await pass(1);
    expect(sent.slice(1)).toEqual([
      { subject: 'a', amount: 50 },
      { subject: 'b', amount: 50 },
    ]);
    await pass(10_000);
    expect(sent).toHaveLength(3);
  });

  it('has at most 64 increments in flight', async () => {
    const replies: (() => void)[] = [];
    reply = () => new Promise((resolve) => replies.push(() => resolve(1)));
    for (let i = 0; i < 200; i++) increment(new WindowCounter(String(i), 1));
    await pass(0);
    expect(sent).toHaveLength(64);
    replies[0]?.();
    await pass(0);
    expect(sent).toHaveLength(65);
  });

  it('ends a flush at the first failure, loses no increment, and retries a second later', async () => {
    reply = () => new Promise((_, reject) => void setTimeout(() => reject(new Error('unavailable')), 10));
    for (let i = 0; i < 200; i++) increment(new WindowCounter(String(i), 1));
    await pass(1_009);
    expect(sent).toHaveLength(64);
    sent.length = 0;
    reply = async () => 1;
    await pass(1);
    expect(new Set(sent.map(({ subject }) => subject)).size).toBe(200);
  });

  it('skips counters of past windows, and queues no more keys than allowed', async () => {
    increment(new WindowCounter('old', 1));
    window.number = 2;
    for (let i = 0; i < 1_500; i++) increment(new WindowCounter(String(i), 2));
    await pass(0);
    expect(sent).toHaveLength(1_000);
    expect(sent).not.toContainEqual({ subject: 'old', amount: 1 });
  });

  it('flushes the rest when it stops, and nothing afterwards', async () => {
    const counter = new WindowCounter('a', 1);
    increment(counter);
    await flusher.stop();
    expect(sent).toHaveLength(1);
    increment(counter);
    await pass(10_000);
    expect(sent).toHaveLength(1);
  });
});
