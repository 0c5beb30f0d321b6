import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { PoolClient } from 'pg';
import { CrashPointReached, crashPoints } from '../faults/crash-points.js';
import { parseCrashSpec } from '../faults/crash-spec.js';
import { statement } from './statement.js';
import { Tx } from './transaction.js';

describe('a transaction that announces nothing', () => {
  const query = jest.fn(async (_query: unknown) => ({ rows: [], command: 'COMMIT' }));
  const tx = async () => {
    query.mockClear();
    const quiet = new Tx({ query } as unknown as PoolClient);
    await quiet.run(first);
    await quiet.run(last);
    return quiet;
  };
  const first = statement('quiet.first', 'SELECT 1');
  const last = statement('quiet.last', 'SELECT 2');
  afterEach(() => crashPoints.disarm());

  it.each([
    ['before', 2],
    ['after', 3],
  ])('has a crash point %s its commit, named after its last statement', async (step, queries) => {
    crashPoints.arm(parseCrashSpec(`quiet.last.commit.${step}:throw`));
    await expect((await tx()).commit()).rejects.toThrow(CrashPointReached);
    expect(query).toHaveBeenCalledTimes(queries);
  });

  it('passes no point of its other statements, nor those of transactions that announce', async () => {
    for (const point of [
      'quiet.first.commit.before',
      'transaction.commit.before',
      'transaction.commit.after',
    ]) {
      crashPoints.arm(parseCrashSpec(`${point}:throw`));
      expect(await (await tx()).commit()).toBe(false);
    }
  });
});
