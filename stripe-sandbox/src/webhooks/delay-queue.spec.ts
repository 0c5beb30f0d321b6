import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DelayQueue } from './delay-queue.js';

describe('the delay queue', () => {
  let gone: string[];
  let queue: DelayQueue<string>;
  beforeEach(() => {
    jest.useFakeTimers();
    gone = [];
    queue = new DelayQueue((item) => gone.push(item));
  });
  afterEach(() => void jest.useRealTimers());

  it('releases an item at its time', () => {
    queue.wait('late', 20);
    queue.wait('early', 10);
    jest.advanceTimersByTime(10);
    expect(gone).toEqual(['early']);
    jest.advanceTimersByTime(10);
    expect(gone).toEqual(['early', 'late']);
  });

  it('lets exactly the given number of items pass', () => {
    queue.hold('polite', 2);
    queue.letPass();
    jest.advanceTimersByTime(0);
    expect(gone).toEqual([]);
    queue.letPass();
    jest.advanceTimersByTime(0);
    expect(gone).toEqual(['polite']);
  });

  it('releases an item when no others follow', () => {
    queue.hold('polite', 5);
    jest.advanceTimersByTime(1000);
    expect(gone).toEqual(['polite']);
  });

  it('releases each item once', () => {
    queue.hold('polite', 1);
    queue.release('polite');
    queue.letPass();
    jest.advanceTimersByTime(2000);
    expect(gone).toEqual(['polite']);
  });
});
