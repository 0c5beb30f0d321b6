import { setTimeout as sleep } from 'node:timers/promises';
import { fetchTransport, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { isBlocked } from './audit/read-labels.js';
import { consumersOf, servicesWithEvents } from './consumers.js';
import { leadersView, readNodes, type StreamDetail } from './jet-stream.js';
import { endLeases } from './mails.js';
import { isOldLease, queryService } from './query-service.js';
import { retried } from './retried.js';
import type { TestBed } from './test-bed.js';

const UNPAID = 'PENDING orders';
const RESERVED = 'open reservations';
/** Work that stays while shoppers do not pay and their payment sessions have not expired. */
const untilExpiry = new RegExp(`^\\d+ (${UNPAID}|${RESERVED}) `);

/** Statements that count the work in progress of a service. */
const workOf: Partial<Record<string, Record<string, string>>> = {
  'orders-ms': {
    [UNPAID]: `SELECT count(*) FROM orders WHERE status = 'PENDING'`,
    'scheduled refund checks': `SELECT count(*) FROM order_refunds WHERE due_at IS NOT NULL`,
  },
  'payments-ms': {
    'unprocessed webhooks': `SELECT count(*) FROM stripe_events WHERE processed_at IS NULL`,
    'unfinished refunds': `SELECT count(*) FROM refunds WHERE status IN ('requested', 'pending')`,
  },
  // A reminder waits for the end of its payment session. A message that is being sent, or that was
  // refused, is due later.
  'notifications-ms': {
    'messages to send': `SELECT count(*) FROM messages WHERE status = 'queued' AND (due_at <= now() OR kind <> 'payment_reminder')`,
  },
  // An order whose money may go back blocks its parcel.
  'shipping-ms': {
    'unfinished parcels': `SELECT count(*) FROM parcels WHERE due_at IS NOT NULL AND NOT ${isBlocked}`,
  },
  'invoices-ms': {
    'unfinished documents': `SELECT count(*) FROM documents WHERE due_at IS NOT NULL`,
  },
  // After a restore of orders-ms or payments-ms they are built anew.
  'insights-ms': {
    'read models to build': `SELECT count(*) FROM generations WHERE built_at IS NULL`,
  },
  'products-ms': {
    [RESERVED]: `SELECT count(*) FROM reservations WHERE status = 'held'`,
  },
};

/** SQL: ends the leases of processes that were killed or hang. */
const endParcelLeases = `UPDATE parcels SET leased_until = now() WHERE ${isOldLease('leased_until')}`;

const CONSUMED = 'consumed events';
/** Statements for every service. */
const everywhere = {
  'unpublished events': `SELECT count(*) FROM messaging.outbox WHERE published_at IS NULL`,
  'replays of a lost stream': `SELECT count(*) FROM messaging.known_stream WHERE replay IS NOT NULL`,
  'refused facts': `SELECT count(*) FROM messaging.refused_facts`,
  [CONSUMED]: `SELECT count(*) FROM messaging.inbox`,
};

/** The services that apply facts. */
const consumingServices = [
  'insights-ms',
  'invoices-ms',
  'notifications-ms',
  'orders-ms',
  'payments-ms',
  'products-ms',
  'shipping-ms',
];

const REPLY_TIMEOUT_MS = 15_000;

/** The stream of all events. */
const EVENTS = 'orderwire_events';

/** Age at which the event of a fact counts as lost, and the pause between two searches. */
export const lostEventsSettings = { LOST_EVENTS_AFTER_SECONDS: '10', LOST_EVENTS_CHECK_SECONDS: '2' };
/** A search that began earlier may end within this time. */
const SEARCH_SECONDS = 5;

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
    const { system, secrets } = testBed;
    const transport = fetchTransport(REPLY_TIMEOUT_MS);
    this.stripe = new StripeSandboxClient(system.state.urls.stripe ?? '', secrets.stripe.secret, {
      transport,
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
   * Waits until every consumer has searched for events that were lost before now. A search that is
   * due has a time in the past, one that runs has a time a minute ahead.
   */
  async waitUntilLostEventsAreFound(): Promise<void> {
    const after = Number(lostEventsSettings.LOST_EVENTS_AFTER_SECONDS) + SEARCH_SECONDS;
    const searched = new Date(Date.now() + after * 1_000);
    const sql = `SELECT (count(*) FILTER (WHERE due_at < $1 OR due_at > now() + interval '30 seconds'))::int AS open,
      count(*)::int AS all FROM messaging.fact_checks`;
    for (const service of consumingServices)
      await retried(async () => {
        const [checks] = await queryService<{ open: number; all: number }>(
          this.testBed.system.state,
          service,
          sql,
          [searched],
        );
        if (!checks?.all || checks.open > 0) throw new Error(`${service} searches for lost events`);
      }, this.testBed.signal);
  }

  /** Expires all open payment sessions and reservations. */
  async expireSessions(): Promise<void> {
    this.sessionsExpired = true;
    await this.shortenTimers();
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
      if (open.length > 0) await this.shortenTimers();
      await sleep(this.pauseMs);
    }
  }

  /**
   * Makes the next retry of refunds, refused facts, stuck orders and messages due, and expires
   * sessions once that was requested. Waiting repeats it, also after a failure of the database.
   */
  private async shortenTimers(): Promise<void> {
    const update = (service: string, sql: string) =>
      queryService(this.testBed.system.state, service, sql).catch(() => undefined);
    await update('orders-ms', `UPDATE order_refunds SET due_at = now() WHERE tries < 5 AND due_at > now()`);
    await update(
      'orders-ms',
      `UPDATE orders SET next_check_at = now() WHERE status = 'PENDING' AND next_check_at > now()`,
    );
    await update('notifications-ms', endLeases);
    await update('shipping-ms', endParcelLeases);
    await update('shipping-ms', `UPDATE parcels SET due_at = now() WHERE due_at > now()`);
    await update('invoices-ms', `UPDATE documents SET due_at = now() WHERE due_at > now()`);
    for (const service of consumingServices)
      await update(service, `UPDATE messaging.refused_facts SET due_at = now() WHERE due_at > now()`);
    if (!this.sessionsExpired) return;
    const anHourAgo = `now() - interval '1 hour'`;
    await update(
      'orders-ms',
      `UPDATE orders SET payment_session_expires_at = ${anHourAgo} WHERE status = 'PENDING' AND payment_session_expires_at > ${anHourAgo}`,
    );
    await update(
      'products-ms',
      `UPDATE reservations SET expires_at = ${anHourAgo} WHERE status = 'held' AND expires_at > now()`,
    );
  }

  /** Work in progress, in words, and the number of consumed events, which grows meanwhile. */
  private async read(): Promise<{ open: string[]; consumed: number }> {
    const stats = await this.stripe.request<{ webhooks: { pending: number } }>('GET', '/_sandbox/stats');
    const { pending } = stats.orThrow().webhooks;
    const open = pending > 0 ? [`${pending} webhooks that Stripe has not delivered`] : [];
    const jetStream = leadersView(await readNodes(this.testBed.system));
    open.push(...unconsumedEvents(jetStream));
    let consumed = 0;
    for (const service of servicesWithEvents) {
      const counted = Object.entries({ ...workOf[service], ...everywhere });
      const [counts] = await queryService<Record<string, number>>(
        this.testBed.system.state,
        service,
        `SELECT ${counted.map(([what, sql]) => `(${sql})::int AS "${what}"`).join()}`,
      );
      open.push(...(await this.unnoticedLoss(service, jetStream)));
      const { [CONSUMED]: inbox = 0, ...work } = counts ?? {};
      consumed += inbox;
      for (const [what, count] of Object.entries(work))
        if (count > 0) open.push(`${count} ${what} (${service})`);
    }
    return { open, consumed };
  }

  /** A service that has not noticed yet that the stream is another one replays nothing yet. */
  private async unnoticedLoss(service: string, streams: StreamDetail[]): Promise<string[]> {
    const sql = `SELECT created FROM messaging.known_stream`;
    const [known] = await queryService<{ created: string }>(this.testBed.system.state, service, sql);
    const stream = streams.find(({ name }) => name === EVENTS);
    const same = known && stream && Date.parse(known.created) === Date.parse(stream.created);
    return same ? [] : [`a stream that ${service} does not know`];
  }
}

/**
 * Events that durable consumers of services have not acknowledged, also those that a killed process
 * had received. A consumer that is missing after the loss of the streams has not consumed anything.
 */
function unconsumedEvents(streams: StreamDetail[]): string[] {
  const details = streams.flatMap(({ consumer_detail = [] }) => consumer_detail);
  return consumersOf(servicesWithEvents).flatMap(({ durable }) => {
    const found = details.find(({ name }) => name === durable);
    const waiting = found ? found.num_pending + found.num_ack_pending : Infinity;
    return waiting > 0 ? [`${waiting} events for ${durable}`] : [];
  });
}
