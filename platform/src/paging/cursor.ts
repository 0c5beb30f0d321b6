import { InvalidMessage, isStorable, isUuid } from '@orderwire/contracts';

/** The position of a row in a list ordered from newest to oldest. */
export interface KeysetCursor {
  readonly at: Date;
  /** A UUID, or a text: orders rows of the same millisecond. */
  readonly id: string;
}

/** What the ids of a list are. */
export type KeysetId = 'uuid' | 'text';

const isValidId: Readonly<Record<KeysetId, (id: string) => boolean>> = {
  uuid: (id) => isUuid(id) && id === id.toLowerCase(),
  text: isStorable,
};

// PostgreSQL has no year 0.
const plainText = /^((?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)_(.+)$/s;

/** Encodes a position as the opaque cursor of the next page. */
export const encodeCursor = ({ at, id }: KeysetCursor): string =>
  Buffer.from(`${at.toISOString()}_${id}`).toString('base64url');

/**
 * Decodes a cursor. Throws invalid_message on `cursor` for text that {@link encodeCursor} did not
 * produce.
 */
export function decodeCursor(cursor: string, idType: KeysetId = 'uuid'): KeysetCursor {
  const [, time = '', id = ''] = plainText.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !isValidId[idType](id) || encodeCursor({ at, id }) !== cursor)
    throw InvalidMessage({
      errors: [{ path: 'cursor', message: 'cursor must be a value of meta.nextCursor' }],
    });
  return { at, id };
}
