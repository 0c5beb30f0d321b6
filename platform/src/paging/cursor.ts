import { InvalidMessage } from '@orderwire/contracts';

/** A row's place in a list that runs from the newest to the oldest. */
export interface KeysetCursor {
  readonly at: Date;
  /** UUID; tells rows of the same millisecond apart. */
  readonly id: string;
}

// PostgreSQL knows no year 0.
const plain =
  /^((?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Writes a place as the opaque text that callers pass back for the next page. */
export const encodeCursor = ({ at, id }: KeysetCursor): string =>
  Buffer.from(`${at.toISOString()}_${id}`).toString('base64url');

/** Reads a cursor. Throws invalid_message on `cursor` for anything that {@link encodeCursor} did not write. */
export function decodeCursor(cursor: string): KeysetCursor {
  const [, time = '', id = ''] = plain.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || encodeCursor({ at, id }) !== cursor)
    throw InvalidMessage({
      errors: [{ path: 'cursor', message: 'cursor must be what meta.nextCursor said' }],
    });
  return { at, id };
}
