/** A page of a list of the API. */
export interface ListPage<Row> {
  readonly data: readonly Row[];
  readonly meta: { readonly nextCursor: string | null };
}

interface Merged<Row> {
  readonly pages: readonly ListPage<Row>[];
  /** Ids of rows of the page that the list does not have any more. */
  readonly gone: readonly string[];
  /** Ids of rows that the list did not have. */
  readonly added: readonly string[];
}

/**
 * Updates the rows of a list in place with one page that was read again. No row moves: new rows are
 * only counted, and rows that are missing only named.
 */
export function mergePage<Row>(
  pages: readonly ListPage<Row>[],
  index: number,
  fresh: ListPage<Row>,
  rowId: (row: Row) => string,
): Merged<Row> {
  const positions = new Map(pages.flatMap(({ data }) => data).map((row, at) => [rowId(row), at]));
  const freshRows = new Map(fresh.data.map((row) => [rowId(row), row]));
  const start = pages.slice(0, index).reduce((sum, { data }) => sum + data.length, 0);
  // The fresh page covers the list up to the last row that both have, or to its end.
  const covered =
    fresh.meta.nextCursor === null
      ? Infinity
      : Math.max(-1, ...[...freshRows.keys()].map((id) => positions.get(id) ?? -1));
  return {
    pages: pages.map((page) => ({
      ...page,
      data: page.data.map((row) => freshRows.get(rowId(row)) ?? row),
    })),
    gone: (pages[index]?.data ?? [])
      .filter((row, at) => start + at < covered && !freshRows.has(rowId(row)))
      .map(rowId),
    added: [...freshRows.keys()].filter((id) => !positions.has(id)),
  };
}
