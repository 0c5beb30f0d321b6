import type { JetStreamClient } from '@nats-io/jetstream';
import { headers as createHeaders } from '@nats-io/transport-node';

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
