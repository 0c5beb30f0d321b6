import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { EvenTime } from './even-time.js';

describe('an answer after the same time', () => {
  it.each([
    ['found', () => Promise.resolve('something')],
    ['failed', () => Promise.reject(new Error('out of order'))],
  ])('waits for the end of the pause when the work %s at once', async (_how, work) => {
    let endPause: () => void = () => undefined;
    const even = new EvenTime();
    even.pause = () => new Promise((resolve) => (endPause = resolve));
    let over = false;
    const answer = even.answer(work).finally(() => (over = true));
    const outcome = answer.catch(({ message }: Error) => message);
    for (let i = 0; i < 10; i++) await turn();
    expect(over).toBe(false);
    endPause();
    expect(['something', 'out of order']).toContain(await outcome);
  });
});
