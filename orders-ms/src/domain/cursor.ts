import { InvalidMessage } from '@orderwire/contracts';

/** A place in a list that runs from the newest order to the oldest. */
export interface Place {
  createdAt: Date;
  id: string;
}

const text = /^(\d{1,15})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** PostgreSQL has no year 0, and years beyond 9999 are not written in four digits. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Opaque to callers: base64url of the time in milliseconds and the id. */
export const toCursor = ({ createdAt, id }: Place): string =>
  Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');

/** Throws invalid_message with the path "cursor" for anything that {@link toCursor} did not write. */
export function fromCursor(cursor: string): Place {
  const [, time, id] = text.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const createdAt = new Date(Number(time));
  const possible = createdAt.getTime() >= FIRST && createdAt.getTime() <= LAST;
  if (!id || !possible || toCursor({ createdAt, id }) !== cursor)
    throw InvalidMessage({ errors: [{ path: 'cursor', message: 'cursor is not one that a list gave' }] });
  return { createdAt, id };
}
