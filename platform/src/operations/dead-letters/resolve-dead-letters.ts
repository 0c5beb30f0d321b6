import {
  ConsumerUnknown,
  DeadLetterNotFound,
  DeadLetterResolved,
  type DeadLetterSummary,
  DeadLetterConsumed,
  Fault,
  InvalidMessage,
  NotAllowed,
  type Owner,
  RequeueFailed,
  type Resolution,
  system,
} from '@orderwire/contracts';
import { contextOrSystem, runInContext } from '../../context/context.js';
import type { Database, Tx } from '../../database/database.js';
import { isDatabaseUnavailable } from '../../database/errors.js';
import type { EventConsumers, RegisteredHandler } from '../../events/event-consumers.js';
import { recordInInbox, describeParseError, type WireEvent } from '../../events/event-handler.js';
import { type MessageError, parseMessage } from '../../messages/parse.js';
import {
  consumedAt,
  type FullDeadLetterRow,
  lockDeadLetter,
  resolveDeadLetter,
  storeEdit,
  storeEditReason,
  summaryOf,
} from './dead-letter.statements.js';
import { objectOf } from './read-dead-letters.js';
import { restoreTokens } from './redact-tokens.js';

/** Resolves dead letters: requeues or discards them. */
export class ResolveDeadLetters {
  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
    private readonly consumers: Pick<EventConsumers, 'handlers'>,
  ) {}

  /**
   * Runs the consumer's handler now, with the payload as received or with the edited one. Its
   * effects, the inbox row and the resolution are one transaction; a failure changes nothing. An
   * edited payload is stored before, and stays. Throws dead_letters.not_found, .resolved,
   * .consumer_unknown, .taken, .requeue_failed, invalid_message for an edited payload that breaks the
   * rules of its contract, and auth.not_allowed for an edited payload of anyone but an admin: it could
   * make an order PAID that was not paid.
   */
  async requeue(id: string, edited?: Record<string, unknown>): Promise<DeadLetterSummary> {
    if (edited && contextOrSystem().actor.role !== 'admin') throw NotAllowed();
    const editedPayload = edited && (await this.storeEdit(id, edited));
    try {
      return await this.deliver(id, editedPayload);
    } catch (error) {
      if (editedPayload !== undefined && RequeueFailed.matches(error))
        await this.database.run(storeEditReason, {
          ...{ id, payload: editedPayload },
          reason: String(error.details?.['reason']),
        });
      throw error;
    }
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

  /** Stores a valid edited payload as the newest one. Resolves with its JSON. */
  private storeEdit(id: string, edited: Record<string, unknown>): Promise<string> {
    const { actor } = contextOrSystem();
    return this.database.transaction(async (tx) => {
      const letter = await lockUnresolved(id, tx);
      const { options } = await this.registeredFor(letter, tx);
      const restored = restoreTokens(edited, objectOf(letter.payload));
      try {
        parseMessage(options.contract.payload, restored, 'refuse');
      } catch (error) {
        throw InvalidMessage.matches(error) ? ofPayload(error) : error;
      }
      const payload = JSON.stringify(restored);
      await tx.run(storeEdit, { id, payload, editedBy: actor.id, consumed: false });
      return payload;
    });
  }

  private deliver(id: string, editedPayload: string | undefined): Promise<DeadLetterSummary> {
    const { actor } = contextOrSystem();
    return this.database.transaction(async (tx) => {
      const letter = await lockUnresolved(id, tx);
      const { handler } = await this.registeredFor(letter, tx);
      const handled = await orRequeueFailed(async () => {
        const delivery = handler.read(wireOf(letter, editedPayload));
        const context = { correlationId: delivery.correlationId, actor: system };
        return runInContext(context, () => handler.handleNew([delivery], tx));
      });
      // A concurrent delivery handled the event first.
      if (handled === 0) throw DeadLetterConsumed();
      // Another edit may have been stored since.
      if (editedPayload !== undefined)
        await tx.run(storeEdit, { id, payload: editedPayload, editedBy: actor.id, consumed: true });
      return this.end(letter, 'requeued', actor.id, null, tx);
    });
  }

  /** Throws dead_letters.consumer_unknown, .taken. */
  private async registeredFor(letter: FullDeadLetterRow, tx: Tx): Promise<RegisteredHandler> {
    const registered = this.consumers.handlers().get(letter.consumer);
    if (!registered) throw ConsumerUnknown({ consumer: letter.consumer });
    const [mark] = await tx.run(consumedAt, { consumer: letter.consumer, eventId: letter.event_id });
    if (mark) throw DeadLetterConsumed({ takenAt: mark.processed_at.toISOString() });
    return registered;
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

/** The violations with the path that they have in the request. */
function ofPayload({ details }: Fault): Fault {
  const { errors = [] } = (details ?? {}) as { errors?: MessageError[] };
  return InvalidMessage({
    errors: errors.map(({ path, message }) => ({ path: `payload.${path}`, message })),
  });
}

function wireOf(letter: FullDeadLetterRow, editedPayload: string | undefined): WireEvent {
  const headers = JSON.parse(letter.headers) as Record<string, string>;
  return {
    id: letter.event_id,
    subject: letter.subject,
    payload: editedPayload ?? letter.payload,
    header: (name) => headers[name] || undefined,
    storedAt: letter.died_at,
  };
}
