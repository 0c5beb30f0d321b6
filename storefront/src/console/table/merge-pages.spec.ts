import { describe, expect, it } from '@jest/globals';
import { type ListPage, mergePage } from './merge-pages';

interface Row {
  readonly id: string;
  readonly status?: string;
}

const page = (ids: string, nextCursor: string | null): ListPage<Row> => ({
  data: [...ids].map((id) => ({ id })),
  meta: { nextCursor },
});

const merge = (pages: ListPage<Row>[], index: number, fresh: ListPage<Row>) =>
  mergePage(pages, index, fresh, ({ id }) => id);

describe('a list that is read again', () => {
  const pages = [page('abc', '1'), page('def', '2')];

  it('updates its rows in place, also those of the pages after it', () => {
    const fresh = {
      data: [{ id: 'b', status: 'PAID' }, { id: 'c' }, { id: 'd', status: 'PAID' }],
      meta: { nextCursor: '1' },
    };
    const { pages: merged } = merge(pages, 0, fresh);
    expect(merged.flatMap(({ data }) => data)).toEqual([
      { id: 'a' },
      { id: 'b', status: 'PAID' },
      { id: 'c' },
      { id: 'd', status: 'PAID' },
      { id: 'e' },
      { id: 'f' },
    ]);
  });

  it('names new rows and leaves them out: nothing moves', () => {
    const { pages: merged, added, gone } = merge(pages, 0, page('xya', '1'));
    expect(merged.map(({ data }) => data.length)).toEqual([3, 3]);
    expect(added).toEqual(['x', 'y']);
    expect(gone).toEqual([]);
  });

  it('names rows that are missing before a row that is still there', () => {
    expect(merge(pages, 0, page('acd', '1')).gone).toEqual(['b']);
  });

  it('does not take rows for missing that only moved to the next page', () => {
    expect(merge(pages, 0, page('xab', '1')).gone).toEqual([]);
  });

  it('names all rows that are missing from the last page', () => {
    expect(merge(pages, 1, page('d', null)).gone).toEqual(['e', 'f']);
  });
});
