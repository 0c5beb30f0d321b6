import { InvalidMessage } from '@orderwire/contracts';

/** The last row of a page: the next page begins just below it. */
export interface Place {
  at: Date;
  id: string;
}

const plain = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Writes a place as the opaque text that callers pass back. */
export const toCursor = ({ at, id }: Place): string =>
  Buffer.from(`${at.toISOString()}_${id}`).toString('base64url');

/** Reads a cursor. Throws invalid_message on `cursor` for anything that {@link toCursor} did not write. */
export function fromCursor(cursor: string): Place {
  const [, time = '', id = ''] = plain.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || toCursor({ at, id }) !== cursor)
    throw InvalidMessage({
      errors: [{ path: 'cursor', message: 'cursor must be what meta.nextCursor said' }],
    });
  return { at, id };
}
