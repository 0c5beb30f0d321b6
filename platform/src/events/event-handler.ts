import { DiscoveryService } from '@nestjs/core';
import {
  type EventContract,
  EVENT_VERSION,
  Fault,
  Headers,
  InvalidMessage,
  isTime,
  isTraceParent,
  system,
} from '@orderwire/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import type { Tx, Database } from '../database/database.js';
import { correlationIdFrom, runInContext } from '../context/context.js';
import { parseJson, parseMessage } from '../messages/parse.js';
import { statement } from '../database/statement.js';
import { isSampled } from '../tracing/trace-parent.js';
import { type SpanSpec, tracing } from '../tracing/tracing.js';

/** One event as a handler receives it. */
export interface Delivery<Payload extends object> {
  /** The event's id: the same on every delivery. */
  readonly id: string;
  readonly subject: string;
  readonly event: Payload;
  /** Of the request that caused the event. */
  readonly correlationId: string;
  /** When the event became true, ISO 8601. */
  readonly occurredAt: string;
  /** `traceparent` of the event's creation. */
  readonly traceParent?: string;
}

/** Which event a method handles, and the name of its consumer. */
export interface EventHandlerOptions<Payload extends object = object> {
  readonly contract: EventContract<Payload>;
  /** Part of the durable consumer's name and of the inbox rows: never rename it. */
  readonly name: string;
  readonly unapplied?: Unapplied<object, Payload> | undefined;
}

/**
 * Which of these facts the service has not applied, by `id`: one statement for all. The facts are
 * what the events of the subject tell now, `id` is that of the fact. A fact that the handler would
 * ignore counts as applied.
 */
export type Unapplied<Listener extends object, Payload extends object> = (
  listener: Listener,
  facts: readonly Delivery<Payload>[],
) => Promise<string[]>;

type Handler<Payload extends object> = (deliveries: Delivery<Payload>[], tx: Tx) => Promise<void>;

const declared: EventHandlerOptions[] = [];

/** The event handlers of all loaded modules, in the order of their declaration. */
export const declaredEventHandlers = (): readonly EventHandlerOptions[] => declared;

/** The durable consumer of a handler: `<service>_<handler>`. */
export const durableNameOf = (service: string, handler: string): string =>
  `${service.replaceAll('-', '_')}_${handler}`;

export const EventHandlerMetadata = DiscoveryService.createDecorator<EventHandlerOptions>();

/**
 * This method handles an event. It receives a batch of events that are new to this consumer, and
 * the transaction in which they are recorded in the inbox: its writes are committed with those
 * records, then the events are acknowledged. When it throws, the whole batch is rolled back and
 * each event is handled alone, so that a failing event does not block the others.
 *
 * `unapplied` is the second path of the event: `LostEventsJob` gives the handler what was lost.
 * Without it the service needs a check of its own.
 */
export function EventHandler<Payload extends object, Listener extends object = object>(
  contract: EventContract<Payload>,
  name: string,
  unapplied?: Unapplied<Listener, Payload>,
) {
  return <Method extends Handler<Payload>>(
    target: Listener,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const options = {
      contract: contract as unknown as EventContract<object>,
      name,
      unapplied: unapplied as Unapplied<object, object> | undefined,
    };
    declared.push(options);
    EventHandlerMetadata(options)(target, key, descriptor);
  };
}

/** An index row of PostgreSQL has at most some 2,700 bytes. */
const isEventId = (value: string | undefined): value is string =>
  value !== undefined && /^[\x21-\x7e]{1,200}$/.test(value);

/**
 * The id of an event. A replayed event carries it in a header of its own. An event that no outbox
 * published may have none; its position in the stream and the time of its storage then identify it.
 */
export const eventIdOf = ({ headers, info, seq }: JsMsg): string =>
  [headers?.get(Headers.eventId), headers?.get('Nats-Msg-Id')].find(isEventId) ??
  `${info.stream}:${seq}:${info.timestampNanos}`;

/** An event as the stream or a dead letter contains it. */
export interface WireEvent {
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly header: (name: string) => string | undefined;
  /** Used as `occurredAt` where that header is absent or not a time. */
  readonly storedAt: Date;
}

/**
 * Parses an event by its contract and drops unknown fields. Throws with all reasons when it is not
 * valid.
 */
function readEvent(
  contract: EventContract<object>,
  { id, subject, payload, header, storedAt }: WireEvent,
): Delivery<object> {
  const occurredAt = header(Headers.occurredAt);
  const traceParent = header(Headers.traceParent);
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
    occurredAt: isTime(occurredAt) ? occurredAt : storedAt.toISOString(),
    ...(isTraceParent(traceParent) && { traceParent }),
  };
}

/** The reason why an event could not be read, as one line for an operator. */
export function describeParseError(error: unknown): string {
  const details = error instanceof Error && 'details' in error ? ` ${JSON.stringify(error.details)}` : '';
  return `${error instanceof Error ? error.message : String(error)}${details}`;
}

function jsonOf(payload: string): unknown {
  try {
    return parseJson(payload);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw InvalidMessage({ errors: [{ path: '', message: 'must be JSON' }] });
  }
}

const mark = statement<{ event_id: string }, { consumer: string; eventIds: readonly string[] }>(
  'inbox.mark',
  `INSERT INTO messaging.inbox (consumer, event_id) SELECT :consumer, unnest(:eventIds::text[])
   ON CONFLICT DO NOTHING RETURNING event_id`,
);

/** Records events as consumed and resolves with the ids of those that are new to the consumer. */
export async function recordInInbox(tx: Tx, consumer: string, eventIds: string[]): Promise<Set<string>> {
  const rows = await tx.run(mark, { consumer, eventIds });
  return new Set(rows.map((row) => row.event_id));
}

/** A method decorated with `@EventHandler`. */
export type HandlerMethod = (deliveries: Delivery<object>[], tx: Tx) => Promise<void>;

/**
 * Runs one consumer's handler: the inbox rows of the events and the handler's effects are one
 * transaction.
 */
export class TransactionalHandler {
  constructor(
    /** Durable name. */
    readonly consumer: string,
    private readonly options: EventHandlerOptions,
    private readonly method: HandlerMethod,
    private readonly database: Database,
  ) {}

  get subject(): string {
    return this.options.contract.subject;
  }

  /** Throws with the reason when the event cannot be read. */
  read(event: WireEvent): Delivery<object> {
    return readEvent(this.options.contract, event);
  }

  /** Handles the events that are new to this consumer, in a transaction of its own. */
  async commit(deliveries: Delivery<object>[]): Promise<void> {
    const correlationId =
      deliveries.length === 1 && deliveries[0] ? deliveries[0].correlationId : correlationIdFrom(undefined);
    await runInContext({ correlationId, actor: system }, () =>
      tracing.forEach(
        () => this.span(),
        deliveries.filter(({ traceParent }) => isSampled(traceParent)),
        () => this.database.transaction((tx) => this.handleInTransaction(deliveries, tx)),
      ),
    );
  }

  private span(): SpanSpec {
    return {
      name: `process ${this.subject}`,
      kind: 'consumer',
      attributes: {
        'messaging.system': 'nats',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': this.subject,
        'messaging.consumer.group.name': this.consumer,
      },
    };
  }

  /**
   * Handles the events that are new to this consumer in the caller's transaction; resolves with
   * their number.
   */
  async handleNew(deliveries: Delivery<object>[], tx: Tx): Promise<number> {
    const ids = await recordInInbox(
      tx,
      this.consumer,
      deliveries.map(({ id }) => id),
    );
    const fresh = deliveries.filter(({ id }) => ids.delete(id));
    if (fresh.length > 0) await this.method(fresh, tx);
    return fresh.length;
  }

  protected async handleInTransaction(deliveries: Delivery<object>[], tx: Tx): Promise<void> {
    await this.handleNew(deliveries, tx);
  }
}
