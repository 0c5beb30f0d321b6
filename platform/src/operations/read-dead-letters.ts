import {
  DeadLetterNotFound,
  type DeadLetterPage,
  type DeadLetterView,
  type ListDeadLettersRequest,
  type Owner,
} from '@orderwire/contracts';
import { parse } from 'secure-json-parse';
import type { Database } from '../database/database.js';
import { pageOf } from '../paging/page.js';
import { selectDeadLetter, selectResolved, summaryOf, selectUnresolved } from './dead-letter.statements.js';
import { redactTokensInText, redactTokens } from './redact-tokens.js';

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
   * Tokens in the payload are redacted; a requeue uses the original. Throws dead_letters.not_found.
   */
  async get(id: string): Promise<DeadLetterView> {
    const [row] = await this.database.run(selectDeadLetter, { id });
    if (!row) throw DeadLetterNotFound();
    return {
      ...summaryOf(row, this.owner),
      payload: redactTokensInText(row.payload),
      event: redactTokens(objectOf(row.payload)),
      headers: JSON.parse(row.headers) as Record<string, string>,
    };
  }
}

/**
 * Null for text that is not a JSON object, or that would set a prototype: no reply may carry that.
 */
function objectOf(payload: string): Record<string, unknown> | null {
  try {
    const value = parse(payload) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
