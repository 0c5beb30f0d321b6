import {
  ConsumerUnknown,
  DeadLetterNotFound,
  DeadLetterResolved,
  type DeadLetterSummary,
  DeadLetterConsumed,
  Fault,
  type Owner,
  RequeueFailed,
  type Resolution,
  system,
} from '@orderwire/contracts';
import { contextOrSystem, runInContext } from '../context/context.js';
import type { Database } from '../database/database.js';
import { isConnectionError } from '../database/errors.js';
import type { Tx } from '../database/transaction.js';
import type { EventConsumers } from '../events/event-consumers.js';
import { recordInInbox } from '../events/inbox.js';
import { unreadable, type WireEvent } from '../events/read-event.js';
import {
  lockLetter,
  resolveLetter,
  summaryOf,
  type WholeLetterRow,
  whenTaken,
} from './dead-letter.statements.js';

/** Ends dead letters: their consumer takes the event after all, or never will. */
export class ResolveDeadLetters {
  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
    private readonly consumers: Pick<EventConsumers, 'handlers'>,
  ) {}

  /**
   * The consumer takes the event now; its effect, its inbox mark and the letter's end are one transaction, or nothing was
   * changed. Throws dead_letters.not_found, .resolved, .consumer_unknown, .taken, .requeue_failed.
   */
  requeue(id: string): Promise<DeadLetterSummary> {
    const { actor } = contextOrSystem();
    return this.database.transaction(async (tx) => {
      const letter = await waiting(id, tx);
      const handler = this.consumers.handlers().get(letter.consumer)?.handler;
      if (!handler) throw ConsumerUnknown({ consumer: letter.consumer });
      const [mark] = await tx.run(whenTaken, [letter.consumer, letter.event_id]);
      if (mark) throw DeadLetterConsumed({ takenAt: mark.processed_at.toISOString() });
      const taken = await tried(async () => {
        const delivery = handler.read(wireOf(letter));
        const context = { correlationId: delivery.correlationId, actor: system };
        return runInContext(context, () => handler.handleNew([delivery], tx));
      });
      // A delivery that came in between waited for us or made us wait.
      if (taken === 0) throw DeadLetterConsumed();
      return this.end(letter, 'requeued', actor.id, null, tx);
    });
  }

  /** The consumer never takes the event, from a replay neither. Throws dead_letters.not_found, .resolved. */
  discard(id: string, reason: string): Promise<DeadLetterSummary> {
    const { actor } = contextOrSystem();
    return this.database.transaction(async (tx) => {
      const letter = await waiting(id, tx);
      await recordInInbox(tx, letter.consumer, [letter.event_id]);
      return this.end(letter, 'discarded', actor.id, reason, tx);
    });
  }

  private async end(
    { id }: WholeLetterRow,
    resolution: Resolution,
    by: string | null,
    reason: string | null,
    tx: Tx,
  ): Promise<DeadLetterSummary> {
    const [row] = await tx.run(resolveLetter, [id, resolution, by, reason]);
    if (!row) throw DeadLetterNotFound();
    return summaryOf(row, this.owner);
  }
}

async function waiting(id: string, tx: Tx): Promise<WholeLetterRow> {
  const [letter] = await tx.run(lockLetter, [id]);
  if (!letter) throw DeadLetterNotFound();
  const { resolution, resolved_at: at, resolved_by: resolvedBy } = letter;
  if (at) throw DeadLetterResolved({ resolution, resolvedAt: at.toISOString(), resolvedBy });
  return letter;
}

/** A database that is away says nothing of the event: that error stays what it is. */
async function tried<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isConnectionError(error)) throw error;
    throw RequeueFailed({
      reason: unreadable(error),
      ...(error instanceof Fault && { code: error.code }),
    });
  }
}

function wireOf(letter: WholeLetterRow): WireEvent {
  const headers = JSON.parse(letter.headers) as Record<string, string>;
  return {
    id: letter.event_id,
    subject: letter.subject,
    payload: letter.payload,
    header: (name) => headers[name] || undefined,
    storedAt: letter.died_at,
  };
}
