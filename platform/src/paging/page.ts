import { decodeCursor, encodeCursor, type KeysetCursor } from './cursor.js';

/** Rows of a page when the request names no limit. */
export const DEFAULT_LIMIT = 20;

/** The part of a list request that asks for one page. */
export interface PageRequest {
  /** The `nextCursor` of the page before. Absent: the first page. */
  readonly cursor?: string;
  /** Default: {@link DEFAULT_LIMIT}. */
  readonly limit?: number;
}

/** One page of a list, and the cursor of the next one; null when there is none. */
export interface Page<Item> {
  data: Item[];
  meta: { nextCursor: string | null };
}

/** How a list reads and shows its rows. */
interface PageSource<Row, Item> {
  /** Reads at most `limit` rows that come after the cursor, in the order of the list. */
  readonly read: (after: KeysetCursor | undefined, limit: number) => Promise<Row[]>;
  /** The position of a row in the list. */
  readonly keyOf: (row: Row) => KeysetCursor;
  readonly view: (row: Row) => Item;
}

/**
 * Reads one keyset page. Throws invalid_message for a cursor that {@link encodeCursor} did not
 * write.
 */
export async function pageOf<Row, Item>(
  { cursor, limit = DEFAULT_LIMIT }: PageRequest,
  { read, keyOf, view }: PageSource<Row, Item>,
): Promise<Page<Item>> {
  // One row more than the page has: it shows that there is a next page.
  const rows = await read(cursor ? decodeCursor(cursor) : undefined, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map(view),
    meta: { nextCursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null },
  };
}
