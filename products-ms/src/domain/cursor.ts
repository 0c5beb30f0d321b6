import { InvalidMessage } from '@orderwire/contracts';

/** The last product of a page: the next page begins just below it. */
export interface Place {
  createdAt: Date;
  id: string;
}

// PostgreSQL knows no year 0.
const plain =
  /^((?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Writes a place as the opaque text that callers pass back. */
export const toCursor = ({ createdAt, id }: Place): string =>
  Buffer.from(`${createdAt.toISOString()}_${id}`).toString('base64url');

/** Reads a cursor. Throws invalid_message on `cursor` for anything that {@link toCursor} did not write. */
export function fromCursor(cursor: string): Place {
  const [, time = '', id = ''] = plain.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const createdAt = new Date(time);
  if (Number.isNaN(createdAt.getTime()) || toCursor({ createdAt, id }) !== cursor)
    throw InvalidMessage({
      errors: [{ path: 'cursor', message: 'cursor must be what meta.nextCursor said' }],
    });
  return { createdAt, id };
}
