import { describe, expect, it, jest } from '@jest/globals';
import { InvalidMessage } from '@orderwire/contracts';
import fc from 'fast-check';
import { decodeCursor, type KeysetCursor } from './cursor.js';
import { DEFAULT_LIMIT, MAX_PAGE_BYTES, pageOf } from './page.js';

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

  describe('whose rows are large', () => {
    /** Multi-byte text: its bytes count, not its characters. */
    const text = (bytes: number) => '商'.repeat(Math.ceil(bytes / 3));
    /** `sizeOf` has the bytes of each row; the source counts what was read. */
    const large = (sizeOf: (n: number) => number) => {
      const { read, keyOf } = source();
      return { read, keyOf, view: ({ n }: { n: number }) => ({ n, text: text(sizeOf(n)) }) };
    };
    const bytesOf = (data: unknown) => Buffer.byteLength(JSON.stringify(data));

    it('ends before the row that would make it too large, and the next page begins there', async () => {
      const rowsOf15kB = large(() => 15_000);
      const first = await pageOf({ limit: 50 }, rowsOf15kB);
      expect(bytesOf(first.data)).toBeLessThanOrEqual(MAX_PAGE_BYTES);
      expect(bytesOf(first.data)).toBeGreaterThan(MAX_PAGE_BYTES - 2 * 15_000);
      const second = await pageOf({ limit: 50, cursor: first.meta.nextCursor ?? '' }, rowsOf15kB);
      expect([...first.data, ...second.data].map(({ n }) => n)).toEqual(rows.map(({ n }) => n));
      expect(second.meta.nextCursor).toBeNull();
    });

    it('has one row at least, however large', async () => {
      const { data, meta } = await pageOf(
        { limit: 50 },
        large(() => MAX_PAGE_BYTES * 2),
      );
      expect(data.map(({ n }) => n)).toEqual([0]);
      expect(decodeCursor(meta.nextCursor ?? '').id).toBe(rows[0]?.id);
    });

    it('reads about as many rows as fit, not as many as the limit', async () => {
      const rowsOf100kB = large(() => 100_000);
      await pageOf({ limit: 50 }, rowsOf100kB);
      expect(rowsOf100kB.read.mock.calls.map(([, limit]) => limit)).toEqual([DEFAULT_LIMIT + 1]);
      const rowsOf20kB = large(() => 20_000);
      await pageOf({ limit: 50 }, rowsOf20kB);
      expect(rowsOf20kB.read.mock.calls.map(([, limit]) => limit)).toEqual([DEFAULT_LIMIT + 1, 8]);
    });

    it('shows each row once in all its pages, whatever the sizes and the limit', async () => {
      const sizes = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 50, maxLength: 50 });
      await fc.assert(
        fc.asyncProperty(sizes, fc.integer({ min: 1, max: 60 }), async (bytes, limit) => {
          const varied = large((n) => bytes[n] ?? 1);
          const seen: number[] = [];
          let cursor: string | undefined;
          do {
            const { data, meta } = await pageOf({ limit, ...(cursor && { cursor }) }, varied);
            expect(data.length).toBeLessThanOrEqual(limit);
            if (data.length > 1) expect(bytesOf(data)).toBeLessThanOrEqual(MAX_PAGE_BYTES + 2);
            seen.push(...data.map(({ n }) => n));
            cursor = meta.nextCursor ?? undefined;
          } while (cursor);
          expect(seen).toEqual(rows.map(({ n }) => n));
        }),
        { numRuns: 5 },
      );
    });
  });
});
