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
import type { Database, Tx } from '../database/database.js';
import { isDatabaseUnavailable } from '../database/errors.js';
import type { EventConsumers } from '../events/event-consumers.js';
import { recordInInbox, describeParseError, type WireEvent } from '../events/event-handler.js';
import {
  lockDeadLetter,
  resolveDeadLetter,
  summaryOf,
  type FullDeadLetterRow,
  consumedAt,
} from './dead-letter.statements.js';

/** Resolves dead letters: requeues or discards them. */
export class ResolveDeadLetters {
  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
    private readonly consumers: Pick<EventConsumers, 'handlers'>,
  ) {}

  /**
   * Runs the consumer's handler now. Its effects, the inbox row and the resolution are one
   * transaction; a failure changes nothing. Throws dead_letters.not_found, .resolved,
   * .consumer_unknown, .taken, .requeue_failed.
   */
  requeue(id: string): Promise<DeadLetterSummary> {
    const { actor } = contextOrSystem();
    return this.database.transaction(async (tx) => {
      const letter = await lockUnresolved(id, tx);
      const handler = this.consumers.handlers().get(letter.consumer)?.handler;
      if (!handler) throw ConsumerUnknown({ consumer: letter.consumer });
      const [mark] = await tx.run(consumedAt, { consumer: letter.consumer, eventId: letter.event_id });
      if (mark) throw DeadLetterConsumed({ takenAt: mark.processed_at.toISOString() });
      const handled = await orRequeueFailed(async () => {
        const delivery = handler.read(wireOf(letter));
        const context = { correlationId: delivery.correlationId, actor: system };
        return runInContext(context, () => handler.handleNew([delivery], tx));
      });
      // A concurrent delivery handled the event first.
      if (handled === 0) throw DeadLetterConsumed();
      return this.end(letter, 'requeued', actor.id, null, tx);
    });
  }

  /**
   * Records the event as consumed, so that no replay delivers it either. Throws
   * dead_letters.not_found, .resolved.
   */
  discard(id: string, reason: string): Promise<DeadLetterSummary> {
    const { actor } = contextOrSystem();
    return this.database.transaction(async (tx) => {
      const letter = await lockUnresolved(id, tx);
      await recordInInbox(tx, letter.consumer, [letter.event_id]);
      return this.end(letter, 'discarded', actor.id, reason, tx);
    });
  }

  private async end(
    { id }: FullDeadLetterRow,
    resolution: Resolution,
    resolvedBy: string | null,
    reason: string | null,
    tx: Tx,
  ): Promise<DeadLetterSummary> {
    const [row] = await tx.run(resolveDeadLetter, { id, resolution, resolvedBy, reason });
    if (!row) throw DeadLetterNotFound();
    return summaryOf(row, this.owner);
  }
}

async function lockUnresolved(id: string, tx: Tx): Promise<FullDeadLetterRow> {
  const [letter] = await tx.run(lockDeadLetter, { id });
  if (!letter) throw DeadLetterNotFound();
  const { resolution, resolved_at: at, resolved_by: resolvedBy } = letter;
  if (at) throw DeadLetterResolved({ resolution, resolvedAt: at.toISOString(), resolvedBy });
  return letter;
}

/** An unavailable database says nothing about the event, so its error is passed on. */
async function orRequeueFailed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    throw RequeueFailed({
      reason: describeParseError(error),
      ...(error instanceof Fault && { code: error.code }),
    });
  }
}

function wireOf(letter: FullDeadLetterRow): WireEvent {
  const headers = JSON.parse(letter.headers) as Record<string, string>;
  return {
    id: letter.event_id,
    subject: letter.subject,
    payload: letter.payload,
    header: (name) => headers[name] || undefined,
    storedAt: letter.died_at,
  };
}
