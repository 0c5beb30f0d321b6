import { EVENT_VERSION, type EventContract, Headers, InvalidMessage } from '@orderwire/contracts';
import { parse } from 'secure-json-parse';
import { correlationIdFrom } from '../context/context.js';
import { parseMessage } from '../messages/parse.js';
import type { Delivery } from './delivery.js';

/** An event as it came, from the stream or from the dead letters. */
export interface WireEvent {
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly header: (name: string) => string | undefined;
  /** When it was stored, for those that do not say when they became true. */
  readonly storedAt: Date;
}

/** Reads an event by its contract. Throws with everything that is wrong with it; unknown fields are dropped. */
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

/** Why an event could not be read, in one line for an operator. */
export function unreadable(error: unknown): string {
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
