import type { AnnouncedKind, EventTypes, PreviousAttributes } from './event-records.js';
import type { Kind, Records } from './records.js';

/** Creates an object. */
export type PutOperation = { [K in Kind]: { op: 'put'; kind: K; record: Records[K] } }[Kind];

/** Changes some fields of an object. */
export type SetOperation = {
  [K in Kind]: { op: 'set'; kind: K; id: string; patch: Partial<Records[K]> };
}[Kind];

/** Announces an object as it is at this point of the journal. */
export type EventOperation = {
  [K in AnnouncedKind]: {
    op: 'event';
    id: string;
    kind: K;
    type: EventTypes[K];
    of: string;
    at: number;
    request: { id: string | null; key: string | null };
    previous: PreviousAttributes[K] | null;
    /** True when a webhook has to be delivered. */
    hook: boolean;
  };
}[AnnouncedKind];

/** These events' webhooks were answered with 2xx. */
export interface DeliveredOperation {
  op: 'delivered';
  ids: string[];
}

/**
 * Fault injection dropped these events' webhooks: they are never posted, not even after a restart.
 */
export interface DroppedOperation {
  op: 'dropped';
  ids: string[];
}

/**
 * The first answer to an Idempotency-Key: either an object as it is at this point, or a body
 * verbatim.
 */
export interface AnswerOperation {
  op: 'answer';
  key: string;
  path: string;
  fingerprint: string;
  at: number;
  /** Id of the request that was carried out. */
  request: string;
  status: number;
  object?: { kind: Kind; id: string };
  body?: string;
}

/**
 * One change of the store. The journal is a list of these; replaying it rebuilds the store exactly.
 */
export type Operation =
  PutOperation | SetOperation | EventOperation | DeliveredOperation | DroppedOperation | AnswerOperation;
