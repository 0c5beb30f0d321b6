import { decodeCursor, encodeCursor, type KeysetCursor, type KeysetId } from './cursor.js';

/** Rows of a page when the request names no limit. */
export const DEFAULT_LIMIT = 20;

/**
 * Size of a page's items as JSON: half of what NATS accepts in one message. The rules of every
 * listed contract keep one item far below it.
 */
export const MAX_PAGE_BYTES = 512 * 1024;

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
  /** Default: uuid. */
  readonly idType?: KeysetId;
}

/**
 * Reads one keyset page. It ends after `limit` rows or before the row with which its items would
 * exceed {@link MAX_PAGE_BYTES}, but has at least one row if any is left. A page longer than the
 * default limit is read in parts, so that no more is read than about what fits. Throws
 * invalid_message for a cursor that {@link encodeCursor} did not write.
 */
export async function pageOf<Row, Item>(
  { cursor, limit = DEFAULT_LIMIT }: PageRequest,
  { read, keyOf, view, idType }: PageSource<Row, Item>,
): Promise<Page<Item>> {
  const data: Item[] = [];
  let last = cursor ? decodeCursor(cursor, idType) : undefined;
  let bytes = 0;
  const end = (more: boolean): Page<Item> => ({
    data,
    meta: { nextCursor: more && last ? encodeCursor(last) : null },
  });
  for (;;) {
    const fitting = bytes > 0 ? Math.ceil(((MAX_PAGE_BYTES - bytes) * data.length) / bytes) : DEFAULT_LIMIT;
    const wanted = Math.min(limit - data.length, Math.max(1, fitting));
    // One row more: it shows that there is a next page.
    const rows = await read(last, wanted + 1);
    for (const row of rows.slice(0, wanted)) {
      const item = view(row);
      bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
      if (bytes > MAX_PAGE_BYTES && data.length > 0) return end(true);
      data.push(item);
      last = keyOf(row);
    }
    if (rows.length <= wanted) return end(false);
    if (data.length === limit) return end(true);
  }
}
