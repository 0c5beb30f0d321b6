import {
  DeadLetterNotFound,
  type DeadLetterPage,
  type DeadLetterView,
  type ListDeadLettersRequest,
  type Owner,
} from '@orderwire/contracts';
import { parse } from 'secure-json-parse';
import type { Database } from '../database/database.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { oneLetter, resolvedLetters, summaryOf, waitingLetters } from './dead-letter.statements.js';
import { textWithoutTokens, withoutTokens } from './without-tokens.js';

const DEFAULT_LIMIT = 20;

/** Shows staff what consumers gave up on. */
export class ReadDeadLetters {
  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
  ) {}

  /** The latest first. Throws invalid_message for a cursor that is not ours. */
  async list(request: ListDeadLettersRequest): Promise<DeadLetterPage> {
    const { consumer = null, subject = null, resolved = false, limit = DEFAULT_LIMIT, cursor } = request;
    const below = cursor ? decodeCursor(cursor) : undefined;
    const found = await this.database.run(resolved ? resolvedLetters : waitingLetters, [
      consumer,
      subject,
      below?.at ?? null,
      below?.id ?? null,
      limit + 1,
    ]);
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      data: rows.map((row) => summaryOf(row, this.owner)),
      meta: {
        nextCursor: found.length > limit && last ? encodeCursor({ at: last.died_at, id: last.id }) : null,
      },
    };
  }

  /** What it says is shown without tokens; a requeue has them. Throws dead_letters.not_found. */
  async get(id: string): Promise<DeadLetterView> {
    const [row] = await this.database.run(oneLetter, [id]);
    if (!row) throw DeadLetterNotFound();
    return {
      ...summaryOf(row, this.owner),
      payload: textWithoutTokens(row.payload),
      event: withoutTokens(readable(row.payload)),
      headers: JSON.parse(row.headers) as Record<string, string>,
    };
  }
}

/** null also for what would reach for a prototype: no reply may carry that. */
function readable(payload: string): Record<string, unknown> | null {
  try {
    const value = parse(payload) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
