import {
  type DeadLetterGroupPage,
  DeadLetterNotFound,
  type DeadLetterPage,
  type DeadLetterView,
  type EditedPayload,
  type ListDeadLetterGroupsRequest,
  type ListDeadLettersRequest,
  type Owner,
} from '@orderwire/contracts';
import type { Database } from '../../database/database.js';
import { parseJson } from '../../messages/parse.js';
import { MAX_PAGE_BYTES, pageOf } from '../../paging/page.js';
import { selectGroups } from './dead-letter-group.statements.js';
import { type FullDeadLetterRow, selectDeadLetter, summaryOf } from './dead-letter.statements.js';
import { listStatement } from './list-dead-letters.statements.js';
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
    const { statement, params } = listStatement(request);
    return pageOf(request, {
      read: (after, limit) =>
        this.database.run(statement, {
          ...params,
          afterTime: after?.at ?? null,
          afterId: after?.id ?? null,
          limit,
        }),
      keyOf: ({ died_at: at, id }) => ({ at, id }),
      view: (row) => summaryOf(row, this.owner),
    });
  }

  /**
   * Open dead letters by consumer and error, those with the newest dead letter first. A group that
   * grows while pages are read may be on two of them. Throws invalid_message for an invalid cursor.
   */
  groups(request: ListDeadLetterGroupsRequest): Promise<DeadLetterGroupPage> {
    const { consumer = null } = request;
    return pageOf(request, {
      read: (after, limit) =>
        this.database.run(selectGroups, {
          consumer,
          afterTime: after?.at ?? null,
          afterId: after?.id ?? null,
          limit,
        }),
      keyOf: ({ last_at: at, example_id: id }) => ({ at, id }),
      view: (row) => ({
        service: this.owner,
        consumer: row.consumer,
        subject: row.subject,
        errorGroup: row.error_group,
        error: row.error,
        count: row.count,
        firstAt: row.first_at.toISOString(),
        lastAt: row.last_at.toISOString(),
        exampleId: row.example_id,
      }),
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
      ...shown(row.payload),
      headers: JSON.parse(row.headers) as Record<string, string>,
      edited: editedOf(row),
    };
    if (Buffer.byteLength(JSON.stringify(letter)) <= MAX_PAGE_BYTES) return letter;
    const { edited } = letter;
    const length = edited ? SHOWN_CHARACTERS / 2 : SHOWN_CHARACTERS;
    return { ...cut(letter, length), edited: edited && cut(edited, length) };
  }
}

/** With tokens redacted. */
const shown = (payload: string): Pick<DeadLetterView, 'payload' | 'event'> => ({
  payload: redactTokensInText(payload),
  event: redactTokens(objectOf(payload)),
});

const cut = <View extends Pick<DeadLetterView, 'payload' | 'event'>>(view: View, length: number): View => ({
  ...view,
  payload: view.payload.slice(0, length).toWellFormed(),
  event: null,
});

function editedOf(row: FullDeadLetterRow): EditedPayload | null {
  const { edited_payload: payload, edited_at: editedAt } = row;
  if (!payload || !editedAt) return null;
  return {
    ...shown(payload),
    editedBy: row.edited_by,
    editedAt: editedAt.toISOString(),
    consumed: row.edited_consumed,
    reason: row.edited_reason,
  };
}

/**
 * Null for text that is not a JSON object, that would set a prototype or that is nested too deeply:
 * no reply may carry that.
 */
export function objectOf(payload: string): Record<string, unknown> | null {
  try {
    const value = parseJson(payload);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
