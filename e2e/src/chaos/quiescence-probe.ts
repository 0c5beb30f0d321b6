import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { fetchTransport, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { consumersOf } from './consumers.js';
import type { TestBed } from './test-bed.js';

const UNPAID = 'PENDING orders';
const RESERVED = 'open reservations';
/** Work that stays while shoppers do not pay and their payment sessions have not expired. */
const untilExpiry = new RegExp(`^\\d+ (${UNPAID}|${RESERVED}) `);

/** Work in progress, as counts by service. */
const workQueries: Record<string, Record<string, string>> = {
  'auth-ms': {},
  'orders-ms': {
    [UNPAID]: `SELECT count(*) FROM orders WHERE status = 'PENDING'`,
    'scheduled refund checks': `SELECT count(*) FROM order_refunds WHERE due_at IS NOT NULL`,
  },
  'payments-ms': {
    'unprocessed webhooks': `SELECT count(*) FROM stripe_events WHERE processed_at IS NULL`,
    'unfinished refunds': `SELECT count(*) FROM refunds WHERE status IN ('requested', 'pending')`,
  },
  'products-ms': {
    [RESERVED]: `SELECT count(*) FROM reservations WHERE status = 'held'`,
  },
};
const unpublished = 'SELECT count(*) FROM messaging.outbox WHERE published_at IS NULL';

const expireReservations = `UPDATE reservations SET expires_at = now() - interval '1 hour' WHERE status = 'held' AND expires_at > now()`;
const expirePaymentSessions = `UPDATE orders SET payment_session_expires_at = now() - interval '1 hour' WHERE status = 'PENDING'`;

const REPLY_TIMEOUT_MS = 15_000;

/**
 * The part of NATS' monitoring that is read.
 * https://docs.nats.io/running-a-nats-service/nats_admin/monitoring#jetstream-information-jsz
 */
interface JetStreamMonitor {
  account_details?: {
    stream_detail?: {
      consumer_detail?: { name: string; num_pending: number; num_ack_pending: number }[];
    }[];
  }[];
}

interface Progress {
  /** Work in progress, in words. */
  open: string[];
  /** Inbox rows: their number grows while events are consumed. */
  consumed: number;
}

/** Waits until a system is quiescent, and shortens its timers. */
export class QuiescenceProbe {
  /** Unlike the shop's client, this one does not retry. */
  private readonly stripe: StripeSandboxClient;
  private sessionsExpired = false;

  constructor(
    private readonly testBed: TestBed,
    /**
     * Pause between two readings. Three of them must outlast delayed actions of Stripe, such as a
     * failing refund.
     */
    private readonly pauseMs: number,
  ) {
    const { stripe, stripeSecret } = testBed.shop.endpoints;
    this.stripe = new StripeSandboxClient(stripe, stripeSecret, {
      transport: fetchTransport(REPLY_TIMEOUT_MS),
    });
  }

  /**
   * Resolves with an empty list after three equal readings without open work, or with the open work
   * after `seconds`.
   */
  waitUntilQuiescent(seconds: number): Promise<string[]> {
    return this.wait(seconds, () => true);
  }

  /** As {@link waitUntilQuiescent}, except for orders that wait for their payment. */
  waitUntilOnlyUnpaid(seconds: number): Promise<string[]> {
    return this.wait(seconds, (work) => !untilExpiry.test(work));
  }

  /**
   * Expires all open payment sessions and reservations. Retries for `seconds` while a service
   * restarts.
   */
  async expireSessions(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    for (;;) {
      this.testBed.signal?.throwIfAborted();
      try {
        await this.query('orders-ms', [expirePaymentSessions]);
        await this.query('products-ms', [expireReservations]);
        this.sessionsExpired = true;
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
      }
      await sleep(this.pauseMs);
    }
  }

  private async wait(seconds: number, counts: (work: string) => boolean): Promise<string[]> {
    const { log, signal } = this.testBed;
    const end = Date.now() + seconds * 1_000;
    let [before, equal] = ['', 0];
    for (;;) {
      signal?.throwIfAborted();
      // A killed process may still be restarting.
      const progress = await this.read().catch((error: Error) => ({
        open: [`a reply (${error.message})`],
        consumed: 0,
      }));
      const open = progress.open.filter(counts);
      const now = `${progress.open.join()} ${progress.consumed}`;
      equal = open.length === 0 && now === before ? equal + 1 : 0;
      if (equal >= 3) return [];
      if (Date.now() > end) return open.length > 0 ? open : ['events that are still being consumed'];
      if (now !== before && open.length > 0) log(`waiting for ${open.join(', ')}`);
      before = now;
      if (open.length > 0) await this.shortenTimers().catch(() => undefined);
      await sleep(this.pauseMs);
    }
  }

  /** Makes the next retry of refunds, stuck orders and expired reservations due. Safe to repeat. */
  private async shortenTimers(): Promise<void> {
    await this.query('orders-ms', [
      `UPDATE order_refunds SET due_at = now() WHERE tries < 5 AND due_at > now()`,
      `UPDATE orders SET next_check_at = now() WHERE status = 'PENDING' AND next_check_at > now()`,
    ]);
    if (this.sessionsExpired) await this.query('products-ms', [expireReservations]);
  }

  private async read(): Promise<Progress> {
    const stats = await this.stripe.request<{ webhooks: { pending: number } }>('GET', '/_sandbox/stats');
    const { pending } = stats.orThrow().webhooks;
    const open = pending > 0 ? [`${pending} webhooks that Stripe has not delivered`] : [];
    open.push(...(await this.unconsumedEvents()));
    let consumed = 0;
    for (const [service, queries] of Object.entries(workQueries)) {
      const all = Object.entries({ ...queries, 'unpublished events': unpublished });
      const [inbox = 0, ...counts] = await this.query(service, [
        'SELECT count(*) FROM messaging.inbox',
        ...all.map(([, sql]) => sql),
      ]);
      consumed += inbox;
      for (const [index, [work]] of all.entries())
        if (counts[index]) open.push(`${counts[index]} ${work} (${service})`);
    }
    return { open, consumed };
  }

  /**
   * Events that durable consumers of services have not acknowledged, also those that a killed
   * process had received. A consumer that is missing after the loss of the streams has not consumed
   * anything. Ephemeral consumers are not counted.
   */
  private async unconsumedEvents(): Promise<string[]> {
    const url = `${this.testBed.system.state.urls.natsMonitor}/jsz?accounts=1&streams=1&consumers=1`;
    const response = await fetch(url, { signal: AbortSignal.timeout(REPLY_TIMEOUT_MS) });
    const { account_details = [] } = (await response.json()) as JetStreamMonitor;
    const details = account_details
      .flatMap(({ stream_detail = [] }) => stream_detail)
      .flatMap(({ consumer_detail = [] }) => consumer_detail);
    return consumersOf(Object.keys(workQueries)).flatMap(({ durable }) => {
      const found = details.find(({ name }) => name === durable);
      const waiting = found ? found.num_pending + found.num_ack_pending : Infinity;
      return waiting > 0 ? [`${waiting} events for ${durable}`] : [];
    });
  }

  /** The first number that each statement returns. */
  private async query(service: string, statements: string[]): Promise<number[]> {
    const client = new pg.Client({
      connectionString: this.testBed.system.state.services[service]?.databaseUrl,
      connectionTimeoutMillis: REPLY_TIMEOUT_MS,
      query_timeout: REPLY_TIMEOUT_MS,
    });
    // Every query rejects as well.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const numbers: number[] = [];
      for (const sql of statements) {
        const { rows } = await client.query<{ count?: string }>(sql);
        numbers.push(Number(rows[0]?.count ?? 0));
      }
      return numbers;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
