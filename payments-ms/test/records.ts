import { allEvents } from '@orderwire/contracts';
import type pg from 'pg';
import type { StripeDial } from './stripe-dial.js';
import { waitUntil } from '@orderwire/test-kit';

/** An announced event as it stands in the outbox. */
export interface Announced {
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

/** What stands in the tables of payments-ms, and waiting for it. */
export class Records {
  constructor(
    readonly sql: pg.Pool,
    readonly stripe: StripeDial,
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

  /** What was announced about an order, oldest first. */
  async announced(orderId: string): Promise<Announced[]> {
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

  /** Waits until something was announced about an order. */
  waitFor(orderId: string, subject: string): Promise<Announced> {
    if (!allEvents().has(subject)) throw new Error(`nobody announces ${subject}`);
    return waitUntil(
      async () => (await this.announced(orderId)).find((one) => one.subject === subject),
      (found) => found !== undefined,
    ) as Promise<Announced>;
  }

  /** What was announced about an order, by subject. */
  async subjectsOf(orderId: string): Promise<string[]> {
    return (await this.announced(orderId)).map(({ subject }) => subject);
  }

  paymentsOf(orderId: string): Promise<Record<string, unknown>[]> {
    return this.rows('SELECT * FROM payments WHERE order_id = $1', [orderId]);
  }

  /** The stored event of a session, once it is there. */
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

  /** What came of a stored event, once something has. */
  async outcomeOf(event: string): Promise<string> {
    const rows = await waitUntil(
      () => this.rows<{ outcome: string | null }>('SELECT outcome FROM stripe_events WHERE id = $1', [event]),
      ([row]) => row?.outcome != null,
    );
    return rows[0]?.outcome ?? '';
  }

  /** Waits for a condition; meanwhile no stored event waits for its next try. */
  hurrying<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
    return waitUntil(async () => {
      await this.rows(
        'UPDATE stripe_events SET due_at = now() WHERE processed_at IS NULL AND due_at > now()',
      );
      return look();
    }, holds);
  }

  /** Waits until Stripe has posted all that it has to say, and all of it was taken. */
  async allSent(): Promise<void> {
    await waitUntil(
      () => this.stripe.api('GET', '/v1/events?delivery_success=false&limit=1'),
      (page) => (page['data'] as unknown[]).length === 0,
    );
  }

  /** Waits until Stripe has told all about an object and every stored event about it has an outcome; gives them by type. */
  async outcomes(object: string): Promise<Record<string, string>> {
    await this.allSent();
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
