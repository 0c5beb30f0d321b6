import { EVENT_VERSION, type EventContract, Headers, InvalidMessage } from '@orderwire/contracts';
import { parse } from 'secure-json-parse';
import { correlationIdFrom } from '../context/context.js';
import { parseMessage } from '../messages/parse.js';
import type { Delivery } from './delivery.js';

/** An event as the stream or a dead letter contains it. */
export interface WireEvent {
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly header: (name: string) => string | undefined;
  /** Used as `occurredAt` where that header is absent. */
  readonly storedAt: Date;
}

/**
 * Parses an event by its contract and drops unknown fields. Throws with all reasons when it is not
 * valid.
 */
export function readEvent(
  contract: EventContract<object>,
  { id, subject, payload, header, storedAt }: WireEvent,
): Delivery<object> {
  const version = header(Headers.version) || EVENT_VERSION;
  if (version !== EVENT_VERSION)
    throw new Error(
      `version ${JSON.stringify(version.slice(0, 50))} of ${subject} is unknown: this consumer reads version ${EVENT_VERSION}`,
    );
  return {
    id,
    subject,
    event: parseMessage(contract.payload, jsonOf(payload), 'drop'),
    correlationId: correlationIdFrom(header(Headers.correlationId)),
    occurredAt: header(Headers.occurredAt) || storedAt.toISOString(),
  };
}

/** The reason why an event could not be read, as one line for an operator. */
export function describeParseError(error: unknown): string {
  const details = error instanceof Error && 'details' in error ? ` ${JSON.stringify(error.details)}` : '';
  return `${error instanceof Error ? error.message : String(error)}${details}`;
}

function jsonOf(payload: string): unknown {
  try {
    return parse(payload) as unknown;
  } catch {
    throw InvalidMessage({ errors: [{ path: '', message: 'must be JSON' }] });
  }
}
