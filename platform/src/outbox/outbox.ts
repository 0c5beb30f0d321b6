import { type EventContract, Headers } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { contextOrSystem } from '../context/context.js';
import type { Tx } from '../database/transaction.js';

/** The largest payload an event may have, in bytes: half of what NATS takes, so that it can always be published. */
const MAX_PAYLOAD_BYTES = 512 * 1024;

/** The only way to announce an event. */
export class Outbox {
  /**
   * Announces an event with the transaction that makes it true: both are committed, or neither.
   * It is published in order per aggregate and reaches every consumer at least once. A consumer may take it after younger ones:
   * what could not be taken at once is tried again later, and a replay brings old events back. Returns the event's id.
   */
  add<Payload extends object>(tx: Tx, contract: EventContract<Payload>, payload: Payload): string {
    const json = JSON.stringify(payload);
    if (Buffer.byteLength(json) > MAX_PAYLOAD_BYTES)
      throw new Error(`${contract.subject} is larger than an event may be`);
    const { correlationId, actor, traceParent } = contextOrSystem();
    const headers: Record<string, string> = {
      [Headers.correlationId]: correlationId,
      [Headers.actor]: JSON.stringify(actor),
      [Headers.occurredAt]: new Date().toISOString(),
    };
    if (traceParent) headers[Headers.traceParent] = traceParent;
    const id = uuidv7();
    tx.announce({
      id,
      subject: contract.subject,
      aggregateId: contract.aggregateId(payload),
      payload: json,
      headers: JSON.stringify(headers),
    });
    return id;
  }
}
