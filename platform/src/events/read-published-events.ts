import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Headers } from '@orderwire/contracts';
import { STREAM } from '../nats/streams.js';

/** Events of a time span, as the stream has them. */
export interface PublishedEvents {
  /** Oldest first; each event once. */
  readonly events: { readonly subject: string; readonly payload: object }[];
  /** Whether the stream is older than the span, so that no event is missing. */
  readonly complete: boolean;
}

/** How long the stream keeps events. */
const OLDEST_AGE_MS = 7 * 24 * 3_600_000;

/** Reads the events of these subjects that became true at or after `since`. */
export async function readPublishedEvents(
  nats: NatsConnection,
  subjects: readonly string[],
  since: Date,
): Promise<PublishedEvents> {
  const manager = await jetstreamManager(nats);
  const stream = await manager.streams.info(STREAM).catch(() => undefined);
  if (!stream) return { events: [], complete: false };
  const created = Date.parse(stream.created);
  const complete = created <= since.getTime() && Date.now() - since.getTime() < OLDEST_AGE_MS;
  const consumer = await jetstream(nats).consumers.get(STREAM, {
    filter_subjects: [...subjects],
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: since.toISOString(),
  });
  const found = new Map<string, { subject: string; payload: object }>();
  if ((await consumer.info()).num_pending > 0)
    for await (const message of await consumer.consume()) {
      const { headers, subject, info } = message;
      const id = headers?.get(Headers.eventId) || headers?.get('Nats-Msg-Id') || String(message.seq);
      const at = headers?.get(Headers.occurredAt);
      // A replay publishes older events again.
      if (!at || Date.parse(at) >= since.getTime()) found.set(id, { subject, payload: message.json() });
      if (info.pending === 0) break;
    }
  return { events: [...found.values()], complete };
}
