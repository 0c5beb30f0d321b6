import { InvalidMessage } from '@orderwire/contracts';

/** The position of a replay. Numbers are bigints as text; times are microseconds since 1970. */
export interface ReplayPosition {
  /** The replay's id: the stream drops an event that one replay publishes twice. */
  readonly replay: string;
  /** The first publication time and the outbox position of the last event that was read. */
  readonly at: string;
  readonly position: string;
  /** Events that were first published after this time are not replayed. */
  readonly until: string;
}

const plainText = /^([\da-f]{12})_(\d{1,17})_(\d{1,18})_(\d{1,17})$/;

/** Encodes a position as an opaque cursor. */
export const encodeReplayCursor = ({ replay, at, position, until }: ReplayPosition): string =>
  Buffer.from([replay, at, position, until].join('_')).toString('base64url');

/** Throws invalid_message on `cursor` for text that {@link encodeReplayCursor} did not produce. */
export function decodeReplayCursor(cursor: string): ReplayPosition {
  const [, replay = '', at = '', position = '', until = ''] =
    plainText.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const result = { replay, at, position, until };
  if (!replay || encodeReplayCursor(result) !== cursor)
    throw InvalidMessage({
      errors: [{ path: 'cursor', message: 'cursor must be the one of the last reply' }],
    });
  return result;
}
