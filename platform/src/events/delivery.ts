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
}
