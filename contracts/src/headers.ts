/** Names of the headers that ride on every NATS message, so that payloads carry business and nothing else. */
export const Headers = {
  /** Follows one request through every service and every event it causes. */
  correlationId: 'orderwire-correlation-id',
  /** Who asks: an {@link Actor} as JSON. */
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
} as const;
