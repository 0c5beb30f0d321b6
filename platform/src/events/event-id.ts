import type { JsMsg } from '@nats-io/jetstream';
import { Headers } from '@orderwire/contracts';

/**
 * The event's own id. What was published again has it in a header of its own; events from outside our outbox may have none:
 * then their place in the stream and the time they came there are one.
 */
export const eventIdOf = ({ headers, info, seq }: JsMsg): string =>
  headers?.get(Headers.eventId) ||
  headers?.get('Nats-Msg-Id') ||
  `${info.stream}:${seq}:${info.timestampNanos}`;
