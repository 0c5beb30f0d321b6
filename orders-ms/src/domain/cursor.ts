import { InvalidMessage } from '@orderwire/contracts';

/** A place in a list that runs from the newest order to the oldest. */
export interface Place {
  createdAt: Date;
  id: string;
}

const text = /^(\d{1,15})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** Opaque to callers: base64url of the time in milliseconds and the id. */
export const toCursor = ({ createdAt, id }: Place): string =>
  Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');

/** Throws invalid_message with the path "cursor" for anything that {@link toCursor} did not write. */
export function fromCursor(cursor: string): Place {
  const [, time, id] = text.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const createdAt = new Date(Number(time));
  if (!id || Number.isNaN(createdAt.getTime()) || toCursor({ createdAt, id }) !== cursor)
    throw InvalidMessage({ errors: [{ path: 'cursor', message: 'cursor is not one that a list gave' }] });
  return { createdAt, id };
}
