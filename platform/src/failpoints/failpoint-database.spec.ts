import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PoolClient } from 'pg';
import { statement } from '../database/statement.js';
import { FailpointTx } from './failpoint-database.js';
import { parseFailpointSpec } from './failpoint-spec.js';
import { FailpointReached, Failpoints } from './failpoints.js';

describe('a transaction that publishes no events', () => {
  const query = jest.fn(async (_query: unknown) => ({ rows: [], command: 'COMMIT' }));
  const first = statement('quiet.first', 'SELECT 1');
  const last = statement('quiet.last', 'SELECT 2');
  beforeEach(() => void query.mockClear());

  const commit = async (point: string): Promise<boolean> => {
    const failpoints = new Failpoints(parseFailpointSpec(`${point}:throw`));
    const tx = new FailpointTx({ query } as unknown as PoolClient, failpoints);
    await tx.run(first);
    await tx.run(last);
    return tx.commit();
  };

  it.each([
    ['before', 2],
    ['after', 3],
  ])('has a failpoint %s its commit, named after its last statement', async (step, queries) => {
    await expect(commit(`quiet.last.commit.${step}`)).rejects.toThrow(FailpointReached);
    expect(query).toHaveBeenCalledTimes(queries);
  });

  it.each(['quiet.first.commit.before', 'transaction.commit.before', 'transaction.commit.after'])(
    'does not reach the failpoints of its other statements, nor those of transactions that publish: %s',
    async (point) => expect(await commit(point)).toBe(false),
  );
});
