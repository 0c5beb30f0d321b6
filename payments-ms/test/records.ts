import { allEvents } from '@orderwire/contracts';
import type pg from 'pg';
import type { StripeProxy } from './stripe-proxy.js';
import { waitUntil } from '@orderwire/test-kit';

/** An event in the outbox. */
export interface PublishedEvent {
  subject: string;
  payload: Record<string, unknown>;
  headers: Record<string, string>;
}

/** A row of stripe_events. */
export interface StoredEvent {
  id: string;
  payload: string;
  tries: number;
  outcome: string | null;
}

/** Reads the tables of payments-ms and waits for rows. */
export class Records {
  constructor(
    readonly sql: pg.Pool,
    readonly stripe: StripeProxy,
  ) {}

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  async statusOf(orderId: string): Promise<string[]> {
    const rows = await this.rows<{ status: string }>(
      'SELECT status FROM payment_sessions WHERE order_id = $1 ORDER BY attempt',
      [orderId],
    );
    return rows.map(({ status }) => status);
  }

  /** All events of an order, oldest first. */
  async publishedEvents(orderId: string): Promise<PublishedEvent[]> {
    const rows = await this.rows<{ subject: string; payload: unknown; headers: unknown }>(
      'SELECT subject, payload, headers FROM messaging.outbox WHERE aggregate_id = $1 ORDER BY position',
      [orderId],
    );
    const parse = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value) as never;
    return rows.map(({ subject, payload, headers }) => ({
      subject,
      payload: parse(payload),
      headers: parse(headers),
    }));
  }

  /** Waits for an event of an order. */
  waitFor(orderId: string, subject: string): Promise<PublishedEvent> {
    if (!allEvents().has(subject)) throw new Error(`there is no event ${subject}`);
    return waitUntil(
      async () => (await this.publishedEvents(orderId)).find((one) => one.subject === subject),
      (found) => found !== undefined,
    ) as Promise<PublishedEvent>;
  }

  /** The subjects of an order's events, oldest first. */
  async subjectsOf(orderId: string): Promise<string[]> {
    return (await this.publishedEvents(orderId)).map(({ subject }) => subject);
  }

  paymentsOf(orderId: string): Promise<Record<string, unknown>[]> {
    return this.rows('SELECT * FROM payments WHERE order_id = $1', [orderId]);
  }

  /** Waits for the stored event of a session. */
  async eventOf(session: string, type: string): Promise<StoredEvent> {
    const rows = await waitUntil(
      () =>
        this.rows<StoredEvent>(
          'SELECT id, payload, tries, outcome FROM stripe_events WHERE object_id = $1 AND type = $2',
          [session, type],
        ),
      (found) => found.length > 0,
    );
    return rows[0] as StoredEvent;
  }

  /** Waits for the outcome of a stored event. */
  async outcomeOf(event: string): Promise<string> {
    const rows = await waitUntil(
      () => this.rows<{ outcome: string | null }>('SELECT outcome FROM stripe_events WHERE id = $1', [event]),
      ([row]) => row?.outcome != null,
    );
    return rows[0]?.outcome ?? '';
  }

  /** Waits for a condition. Meanwhile all stored events are due. */
  retryUntil<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
    return waitUntil(async () => {
      await this.rows(
        'UPDATE stripe_events SET due_at = now() WHERE processed_at IS NULL AND due_at > now()',
      );
      return read();
    }, holds);
  }

  /** Waits until Stripe has delivered all webhooks. */
  async webhooksDelivered(): Promise<void> {
    await waitUntil(
      () => this.stripe.api('GET', '/v1/events?delivery_success=false&limit=1'),
      (page) => (page['data'] as unknown[]).length === 0,
    );
  }

  /** Waits until all webhooks are delivered and all events of an object are processed; outcomes by type. */
  async outcomes(object: string): Promise<Record<string, string>> {
    await this.webhooksDelivered();
    const rows = await waitUntil(
      () =>
        this.rows<{ type: string; outcome: string | null }>(
          'SELECT type, outcome FROM stripe_events WHERE object_id = $1',
          [object],
        ),
      (found) => found.length > 0 && found.every(({ outcome }) => outcome !== null),
    );
    return Object.fromEntries(rows.map(({ type, outcome }) => [type, outcome ?? '']));
  }
}
