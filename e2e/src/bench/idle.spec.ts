import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { measureIdle, settles } from './idle.js';

/** Reads these values, then the last one forever. */
const reading = (...values: number[]) => {
  const seen: number[] = [];
  const read = async (): Promise<number> => {
    const value = values[Math.min(seen.length, values.length - 1)] ?? 0;
    seen.push(value);
    return value;
  };
  return { read, seen };
};

describe('a system settles', () => {
  it('when five values in a row are not below the least one', async () => {
    const { read, seen } = reading(900, 300, 60, 80, 61, 50, 70, 50, 65, 51, 90, 20);
    expect(await settles(read)).toBe(true);
    expect(seen).toEqual([900, 300, 60, 80, 61, 50, 70, 50, 65, 51, 90]);
  });

  it('not while values fall, which it reads 30 times', async () => {
    const { read, seen } = reading(...Array.from({ length: 100 }, (_, index) => 1_000 - index));
    expect(await settles(read)).toBe(false);
    expect(seen).toHaveLength(30);
  });
});

describe('the idle system', () => {
  const onLinux = existsSync('/proc') ? it : it.skip;

  onLinux('is measured by process, no longer than the load', async () => {
    const idle = await measureIdle({ spec: process.pid, down: 0 }, 1, { readingSeconds: 0.02 });
    expect(idle).toMatchObject({ seconds: 1, cpuMs: { spec: expect.any(Number) } });
    expect(Object.keys(idle?.cpuMs ?? {})).toEqual(['spec']);
    expect(idle?.cpuMsTotal).toBe(idle?.cpuMs['spec']);
  });

  it('is not measured without readable processes', async () => {
    expect(await measureIdle({ down: 0 }, 10)).toBeNull();
  });
});
