import { type EventContract, Headers, system } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { JetStreamClient } from '@nats-io/jetstream';
import { headers as createHeaders } from '@nats-io/transport-node';
import { type Context, contextOrSystem } from '../context/context.js';
import type { Tx } from '../database/database.js';
import { type SpanSpec, tracing } from '../tracing/tracing.js';

/** Half of what NATS accepts in one message, so that an event can always be published. */
const MAX_PAYLOAD_BYTES = 512 * 1024;

/** The only way to publish an event. */
export class Outbox {
  /**
   * Publishes an event with the transaction that makes it true: both are committed, or neither.
   * Events of one aggregate are published in order, and each reaches every consumer at least once.
   * A consumer may get it after newer ones: a failed event is retried later, and a replay publishes
   * old events again. Returns the event's id.
   *
   * The event carries the correlation id and the actor of the current context. With `correlationId`
   * it carries that one and the actor `system`: for work that continues an earlier request.
   */
  add<Payload extends object>(
    tx: Tx,
    contract: EventContract<Payload>,
    payload: Payload,
    { correlationId }: { correlationId?: string } = {},
  ): string {
    const json = JSON.stringify(payload);
    if (Buffer.byteLength(json) > MAX_PAYLOAD_BYTES)
      throw new Error(`${contract.subject} is larger than ${MAX_PAYLOAD_BYTES} bytes`);
    const current = contextOrSystem();
    const context: Context = correlationId
      ? { correlationId, actor: system, ...traceOf(current, correlationId) }
      : current;
    const headers: Record<string, string> = {
      [Headers.correlationId]: context.correlationId,
      [Headers.actor]: JSON.stringify(context.actor),
      [Headers.occurredAt]: new Date().toISOString(),
    };
    const id = uuidv7();
    const traceParent = tracing.mark(() => createSpan(contract.subject, id), context);
    if (traceParent) headers[Headers.traceParent] = traceParent;
    tx.addToOutbox({
      id,
      subject: contract.subject,
      aggregateId: contract.aggregateId(payload),
      payload: json,
      headers: JSON.stringify(headers),
    });
    return id;
  }
}

/** An item of a batch has a trace of its own. */
function traceOf({ correlationId, traceParent, traces }: Context, wanted: string) {
  const own = traces?.get(wanted) ?? (wanted === correlationId ? traceParent : undefined);
  return own ? { traceParent: own } : {};
}

/** The event's creation, to which its publication and its consumers refer. */
const createSpan = (subject: string, id: string): SpanSpec => ({
  name: `create ${subject}`,
  kind: 'producer',
  attributes: {
    'messaging.system': 'nats',
    'messaging.operation.name': 'create',
    'messaging.operation.type': 'create',
    'messaging.destination.name': subject,
    'messaging.message.id': id,
  },
});

/** An event as the outbox stores it. */
export interface OutboxEvent {
  id: string;
  subject: string;
  payload: string;
  /** JSON. */
  headers: string;
}

/** How a replay publishes an event. */
export interface Republication {
  /** Replaces the event's id as `Nats-Msg-Id`, by which the stream recognises duplicates. */
  readonly messageId: string;
  /** Added to the event's headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Resolves when the stream has stored the event. The stream stores one copy per message id in its
 * duplicate window.
 */
export async function publishRow(
  jetstream: JetStreamClient,
  { id, subject, payload, headers }: OutboxEvent,
  republication?: Republication,
): Promise<void> {
  const wire = createHeaders();
  const all = { ...(JSON.parse(headers) as Record<string, string>), ...republication?.headers };
  for (const [name, value] of Object.entries(all)) wire.set(name, value);
  await jetstream.publish(subject, payload, { msgID: republication?.messageId ?? id, headers: wire });
}
