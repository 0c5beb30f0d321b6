import { describe, expect, it, jest } from '@jest/globals';
import { InvalidMessage } from '@orderwire/contracts';
import { decodeCursor, type KeysetCursor } from './cursor.js';
import { DEFAULT_LIMIT, pageOf } from './page.js';

const rowOf = (n: number): KeysetCursor & { n: number } => ({
  n,
  at: new Date(n),
  id: `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`,
});
const rows = Array.from({ length: 50 }, (_, n) => rowOf(n));

const source = () => ({
  read: jest.fn(async (after: KeysetCursor | undefined, limit: number) => {
    const first = after ? after.at.getTime() + 1 : 0;
    return rows.slice(first, first + limit);
  }),
  keyOf: (row: KeysetCursor) => row,
  view: ({ n }: { n: number }) => n,
});

describe('a keyset page', () => {
  it('holds as many rows as the request names, and the cursor of its last row', async () => {
    const { data, meta } = await pageOf({ limit: 3 }, source());
    expect(data).toEqual([0, 1, 2]);
    expect(decodeCursor(meta.nextCursor ?? '')).toEqual({ at: rows[2]?.at, id: rows[2]?.id });
  });

  it('begins after the cursor', async () => {
    const first = await pageOf({ limit: 3 }, source());
    const second = await pageOf({ limit: 3, cursor: first.meta.nextCursor ?? '' }, source());
    expect(second.data).toEqual([3, 4, 5]);
  });

  it('has a default limit', async () => {
    expect((await pageOf({}, source())).data).toHaveLength(DEFAULT_LIMIT);
  });

  it('has no next cursor when it is the last one, also when it is full', async () => {
    expect((await pageOf({ limit: 50 }, source())).meta.nextCursor).toBeNull();
    expect((await pageOf({ limit: 49 }, source())).meta.nextCursor).not.toBeNull();
  });

  it('refuses a cursor that is not ours before anything is read', async () => {
    const { read, ...rest } = source();
    await expect(pageOf({ cursor: 'x' }, { read, ...rest })).rejects.toThrow(InvalidMessage().message);
    expect(read).not.toHaveBeenCalled();
  });
});
