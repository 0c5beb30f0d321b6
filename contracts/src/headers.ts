/** Names of the headers that ride on every NATS message, so that payloads carry business and nothing else. */
export const Headers = {
  /** Follows one request through every service and every event it causes. */
  correlationId: 'orderwire-correlation-id',
  /** On whose behalf a request is made: their access token. Absent for guests. Whoever answers verifies it again. */
  identity: 'orderwire-identity',
  /** Shows that one of our own services asks. Alone it is that service's own request. */
  service: 'orderwire-service',
  /** What lets a guest read an order: see CreateOrderReply. */
  orderToken: 'orderwire-order-token',
  /** The client's address as the gateway saw it. */
  clientIp: 'orderwire-client-ip',
  /** What the client calls itself (its User-Agent), percent-encoded. */
  device: 'orderwire-device',
  /** On events: who brought it about, an {@link Actor} as JSON. For the record only; nobody gains rights by it. */
  actor: 'orderwire-actor',
  /** Milliseconds that remain of the caller's patience. */
  budgetMs: 'orderwire-budget-ms',
  /** The client's Idempotency-Key, on requests that create. */
  idempotencyKey: 'orderwire-idempotency-key',
  /** W3C trace context, passed through untouched. */
  traceParent: 'traceparent',
  /** Present on a readiness question: the service answers itself and no handler runs. */
  probe: 'orderwire-probe',
  /** When an event became true (ISO 8601), as opposed to when it was delivered. */
  occurredAt: 'orderwire-occurred-at',
  /** On events that are published again: the event's id. Their Nats-Msg-Id is the replay's, so that no stream drops them. */
  eventId: 'orderwire-event-id',
  /** On events: the version of the payload; absent is {@link EVENT_VERSION}. Another one is refused, not guessed at. */
  version: 'orderwire-version',
} as const;

/** The version that every event of this package has: a breaking change is a new subject, not a new version. */
export const EVENT_VERSION = '1';
