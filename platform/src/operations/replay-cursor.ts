import { InvalidMessage } from '@orderwire/contracts';

/** How far a replay came. The numbers are bigints as text; times are microseconds since 1970. */
export interface ReplayPlace {
  /** Names the replay: an event that it publishes twice is one to the stream. */
  readonly replay: string;
  /** When the last event looked at was published first, and its position. */
  readonly at: string;
  readonly position: string;
  /** What was first published later than this is not this replay's. */
  readonly until: string;
}

const plain = /^([\da-f]{12})_(\d{1,17})_(\d{1,18})_(\d{1,17})$/;

/** Writes a place as the opaque text that callers pass back. */
export const toReplayCursor = ({ replay, at, position, until }: ReplayPlace): string =>
  Buffer.from([replay, at, position, until].join('_')).toString('base64url');

/** Throws invalid_message on `cursor` for anything that {@link toReplayCursor} did not write. */
export function fromReplayCursor(cursor: string): ReplayPlace {
  const [, replay = '', at = '', position = '', until = ''] =
    plain.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const place = { replay, at, position, until };
  if (!replay || toReplayCursor(place) !== cursor)
    throw InvalidMessage({
      errors: [{ path: 'cursor', message: 'cursor must be what the last answer said' }],
    });
  return place;
}
