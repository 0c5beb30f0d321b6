import type { JetStreamClient } from '@nats-io/jetstream';
import { headers as createHeaders } from '@nats-io/transport-node';

/** An announced event as the outbox keeps it. */
export interface PublishedRow {
  id: string;
  subject: string;
  payload: string;
  /** JSON. */
  headers: string;
}

/** What a replay adds to an event. */
export interface Again {
  /** What the stream tells copies by, instead of the event's id. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Resolves when the stream has stored the event. It stores one copy per message id within its duplicate window. */
export async function publishRow(
  jetstream: JetStreamClient,
  { id, subject, payload, headers }: PublishedRow,
  again?: Again,
): Promise<void> {
  const wire = createHeaders();
  const all = { ...(JSON.parse(headers) as Record<string, string>), ...again?.headers };
  for (const [name, value] of Object.entries(all)) wire.set(name, value);
  await jetstream.publish(subject, payload, { msgID: again?.messageId ?? id, headers: wire });
}
