import {
  DeadLetterNotFound,
  type DeadLetterPage,
  type DeadLetterView,
  type ListDeadLettersRequest,
  type Owner,
} from '@orderwire/contracts';
import type { Database } from '../database/database.js';
import { parseJson } from '../messages/parse.js';
import { MAX_PAGE_BYTES, pageOf } from '../paging/page.js';
import { selectDeadLetter, selectResolved, summaryOf, selectUnresolved } from './dead-letter.statements.js';
import { redactTokensInText, redactTokens } from './redact-tokens.js';

/** Of a payload that is too large; at most six bytes each as JSON. */
const SHOWN_CHARACTERS = 65_536;

/** Shows dead letters to staff. */
export class ReadDeadLetters {
  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
  ) {}

  /** Newest first. Throws invalid_message for an invalid cursor. */
  list(request: ListDeadLettersRequest): Promise<DeadLetterPage> {
    const { consumer = null, subject = null, resolved = false } = request;
    return pageOf(request, {
      read: (after, limit) =>
        this.database.run(resolved ? selectResolved : selectUnresolved, {
          consumer,
          subject,
          afterTime: after?.at ?? null,
          afterId: after?.id ?? null,
          limit,
        }),
      keyOf: ({ died_at: at, id }) => ({ at, id }),
      view: (row) => summaryOf(row, this.owner),
    });
  }

  /**
   * Tokens in the payload are redacted; a requeue uses the original. A payload that would not fit
   * into a reply is cut, and `event` is null. Throws dead_letters.not_found.
   */
  async get(id: string): Promise<DeadLetterView> {
    const [row] = await this.database.run(selectDeadLetter, { id });
    if (!row) throw DeadLetterNotFound();
    const letter = {
      ...summaryOf(row, this.owner),
      payload: redactTokensInText(row.payload),
      event: redactTokens(objectOf(row.payload)),
      headers: JSON.parse(row.headers) as Record<string, string>,
    };
    if (Buffer.byteLength(JSON.stringify(letter)) <= MAX_PAGE_BYTES) return letter;
    return { ...letter, payload: letter.payload.slice(0, SHOWN_CHARACTERS).toWellFormed(), event: null };
  }
}

/**
 * Null for text that is not a JSON object, that would set a prototype or that is nested too deeply:
 * no reply may carry that.
 */
function objectOf(payload: string): Record<string, unknown> | null {
  try {
    const value = parseJson(payload);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
