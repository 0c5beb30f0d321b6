import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { SystemState } from '../system/state-file.js';

/** What is not done yet, in words; empty when all is quiet. */
const waiting: Record<string, Record<string, string>> = {
  'orders-ms': {
    'orders PENDING': `SELECT count(*) FROM orders WHERE status = 'PENDING'`,
    'refunds to look at': `SELECT count(*) FROM order_refunds WHERE due_at IS NOT NULL`,
  },
  'payments-ms': {
    'webhooks not worked off': `SELECT count(*) FROM stripe_events WHERE processed_at IS NULL`,
    'refunds on their way': `SELECT count(*) FROM refunds WHERE status IN ('requested', 'pending')`,
  },
  'products-ms': {
    'holds not settled': `SELECT count(*) FROM reservations WHERE status = 'held'`,
  },
};
const inEveryService = {
  'events not published': 'SELECT count(*) FROM messaging.outbox WHERE published_at IS NULL',
};

/** `orders_ms_settle_order` */
const DURABLE = /^[a-z]+_ms_/;

/** What the broker's monitor tells, as far as it is read. https://docs.nats.io/running-a-nats-service/nats_admin/monitoring#jetstream-information-jsz */
interface JetStreamState {
  account_details?: {
    stream_detail?: {
      consumer_detail?: { name: string; num_pending: number; num_ack_pending: number }[];
    }[];
  }[];
}

/** The system's databases and its broker, as the chaos needs them while it waits. */
export class Quiet {
  constructor(
    private readonly state: () => SystemState,
    /** Key of the sandbox's API. */
    private readonly stripeSecret: string,
    /** Between two looks. Three looks must outlast what Stripe still does by itself: a refund that fails, a dispute. */
    private readonly pauseMs: number,
    /** After it nobody waits any more. */
    private readonly signal?: AbortSignal,
  ) {}

  /** Resolves once nothing has been waiting, and no event been taken, for a while; or after `seconds`, with what still waits. */
  async until(seconds: number, tell: (line: string) => void): Promise<string[]> {
    const end = Date.now() + seconds * 1_000;
    let [before, still] = ['', 0];
    for (;;) {
      this.signal?.throwIfAborted();
      const { open, marks } = await this.look().catch(unanswered);
      const now = `${open.join()} ${marks}`;
      still = open.length === 0 && now === before ? still + 1 : 0;
      if (still >= 3 || Date.now() > end) return open;
      if (now !== before && open.length > 0) tell(`waiting: ${open.join(', ')}`);
      before = now;
      if (open.length > 0) await this.minutesPass().catch(() => undefined);
      await sleep(this.pauseMs);
    }
  }

  /** As if an hour had gone by: whoever has not paid has let the time of the link run out. */
  async anHourPasses(): Promise<void> {
    await this.run('orders-ms', [
      `UPDATE orders SET payment_session_expires_at = now() - interval '1 hour' WHERE status = 'PENDING'`,
    ]);
    await this.run('products-ms', [
      `UPDATE reservations SET expires_at = now() - interval '1 hour' WHERE status = 'held'`,
    ]);
  }

  /** As if the minutes had gone by after which orders-ms looks (again) at a refund: asking twice does no harm. */
  private async minutesPass(): Promise<void> {
    await this.run('orders-ms', [
      `UPDATE order_refunds SET due_at = now() WHERE tries < 5 AND due_at > now()`,
    ]);
  }

  private async look(): Promise<{ open: string[]; marks: number }> {
    const open: string[] = [];
    let marks = 0;
    const pending = await this.webhooksToCome();
    if (pending > 0) open.push(`${pending} webhooks that Stripe has not delivered`);
    for (const { name, waiting } of await this.consumers())
      if (waiting > 0) open.push(`${waiting} events that ${name} has not taken`);
    for (const [service, questions] of Object.entries(waiting)) {
      const all = Object.entries({ ...questions, ...inEveryService });
      const [taken = 0, ...counts] = await this.run(service, [
        'SELECT count(*) FROM messaging.inbox',
        ...all.map(([, sql]) => sql),
      ]);
      marks += taken;
      all.forEach(([what], index) => {
        if (counts[index]) open.push(`${counts[index]} ${what} (${service})`);
      });
    }
    return { open, marks };
  }

  private async webhooksToCome(): Promise<number> {
    const headers = { authorization: `Bearer ${this.stripeSecret}` };
    const answer = await fetch(`${this.state().urls.stripe}/_sandbox/stats`, { headers });
    return ((await answer.json()) as { webhooks: { pending: number } }).webhooks.pending;
  }

  /**
   * How many events each durable consumer of a service has before it; who merely follows what happens (ended sessions, by a
   * consumer that the broker forgets) leaves nothing undone. Those that a killed process had in its hands count too: the
   * broker keeps them to itself until the time for their acknowledgement is over.
   */
  private async consumers(): Promise<{ name: string; waiting: number }[]> {
    const answer = await fetch(`${this.state().urls.natsMonitor}/jsz?accounts=1&streams=1&consumers=1`);
    const { account_details = [] } = (await answer.json()) as JetStreamState;
    return account_details
      .flatMap(({ stream_detail = [] }) => stream_detail)
      .flatMap(({ consumer_detail = [] }) => consumer_detail)
      .filter(({ name }) => DURABLE.test(name))
      .map(({ name, num_pending, num_ack_pending }) => ({ name, waiting: num_pending + num_ack_pending }));
  }

  /** The first number that each statement gives. */
  private async run(service: string, statements: string[]): Promise<number[]> {
    const client = new pg.Client({ connectionString: this.state().services[service]?.databaseUrl });
    await client.connect();
    try {
      const numbers: number[] = [];
      for (const sql of statements) {
        const { rows } = await client.query<{ count?: string }>(sql);
        numbers.push(Number(rows[0]?.count ?? 0));
      }
      return numbers;
    } finally {
      await client.end();
    }
  }
}

/** Who was killed last may be on the way back. */
const unanswered = (error: unknown): { open: string[]; marks: number } => ({
  open: [`an answer (${(error as Error).message})`],
  marks: 0,
});
