import type { JsMsg } from '@nats-io/jetstream';
import { Headers } from '@orderwire/contracts';

/**
 * The id of an event. A replayed event carries it in a header of its own. An event that no outbox
 * published may have none; its position in the stream and the time of its storage then identify it.
 */
export const eventIdOf = ({ headers, info, seq }: JsMsg): string =>
  headers?.get(Headers.eventId) ||
  headers?.get('Nats-Msg-Id') ||
  `${info.stream}:${seq}:${info.timestampNanos}`;
