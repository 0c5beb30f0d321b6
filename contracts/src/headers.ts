/** Headers of NATS messages. */
export const Headers = {
  /** Follows one request through every service and every event it causes. */
  correlationId: 'orderwire-correlation-id',
  /**
   * The access token of the account that the request is for. Absent for guests. The responder
   * verifies it again.
   */
  identity: 'orderwire-identity',
  /**
   * The service token of the sender. Without an identity it is a request of that service itself.
   */
  service: 'orderwire-service',
  /** The order token of a guest: see CreateOrderReply. */
  orderToken: 'orderwire-order-token',
  /** The client's address as the gateway saw it. */
  clientIp: 'orderwire-client-ip',
  /** The client's User-Agent, percent-encoded. */
  device: 'orderwire-device',
  /**
   * On events: the {@link Actor} that caused it, as JSON. For the record only; it grants no rights.
   */
  actor: 'orderwire-actor',
  /** Milliseconds until the caller's deadline. */
  budgetMs: 'orderwire-budget-ms',
  /** The client's Idempotency-Key, on requests that create. */
  idempotencyKey: 'orderwire-idempotency-key',
  /** W3C trace context: on requests of the sender's span, on events of the span of their creation. */
  traceParent: 'traceparent',
  /** Present on a readiness probe: no handler runs. */
  probe: 'orderwire-probe',
  /** When an event occurred (ISO 8601), as opposed to when it was delivered. */
  occurredAt: 'orderwire-occurred-at',
  /**
   * On replayed events: the event's id. Their Nats-Msg-Id differs, so that the stream does not drop
   * them as duplicates.
   */
  eventId: 'orderwire-event-id',
  /**
   * On events: the version of the payload; default: {@link EVENT_VERSION}. Any other version is
   * refused.
   */
  version: 'orderwire-version',
} as const;

/** The form of an Idempotency-Key: 1 to 255 printable ASCII characters. */
export const isIdempotencyKey = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value);

/** The form of a correlation id: 1 to 128 letters, digits and `_.:-/+=`. */
export const correlationIdForm = /^[\w.:\-/+=]{1,128}$/;

/** The form of an order token in a header. */
export const isOrderToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w-]{1,100}$/.test(value);

/** The form of a W3C `traceparent`: neither version ff nor ids of zeros are valid. */
export const isTraceParent = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^(?!ff)[\da-f]{2}-(?!0+-)[\da-f]{32}-(?!0+-)[\da-f]{16}-[\da-f]{2}$/.test(value);

/**
 * The version of all events of this package. A breaking change is a new subject, not a new version.
 */
export const EVENT_VERSION = '1';
