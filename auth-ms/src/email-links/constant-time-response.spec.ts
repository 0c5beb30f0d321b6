import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ConstantTimeResponse } from './constant-time-response.js';

describe('a constant-time response', () => {
  it.each([
    ['succeeds', () => Promise.resolve('result')],
    ['fails', () => Promise.reject(new Error('failure'))],
  ])('waits for the end of the pause when the work %s immediately', async (_how, work) => {
    let endPause: () => void = () => undefined;
    const constantTime = new ConstantTimeResponse();
    constantTime.pause = () => new Promise((resolve) => (endPause = resolve));
    let over = false;
    const response = constantTime.respond(work).finally(() => (over = true));
    const outcome = response.catch(({ message }: Error) => message);
    for (let i = 0; i < 10; i++) await turn();
    expect(over).toBe(false);
    endPause();
    expect(['result', 'failure']).toContain(await outcome);
  });
});
