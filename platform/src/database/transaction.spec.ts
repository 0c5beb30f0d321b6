import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { PoolClient } from 'pg';
import { FailpointReached, failpoints } from '../failpoints/failpoints.js';
import { parseFailpointSpec } from '../failpoints/failpoint-spec.js';
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
  afterEach(() => failpoints.disarm());

  it.each([
    ['before', 2],
    ['after', 3],
  ])('has a crash point %s its commit, named after its last statement', async (step, queries) => {
    failpoints.arm(parseFailpointSpec(`quiet.last.commit.${step}:throw`));
    await expect((await tx()).commit()).rejects.toThrow(FailpointReached);
    expect(query).toHaveBeenCalledTimes(queries);
  });

  it('passes no point of its other statements, nor those of transactions that announce', async () => {
    for (const point of [
      'quiet.first.commit.before',
      'transaction.commit.before',
      'transaction.commit.after',
    ]) {
      failpoints.arm(parseFailpointSpec(`${point}:throw`));
      expect(await (await tx()).commit()).toBe(false);
    }
  });
});
