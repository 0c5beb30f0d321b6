import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { whoSaysWhat } from '../compose/who-says-what.js';
import { repositoryRoot } from '../repository.js';
import type { SystemState } from '../system/state-file.js';

const UNPAID = 'orders PENDING';
const HELD = 'holds not settled';
/** What stays as it is while nobody pays and the hour is not over. */
const unpaid = new RegExp(`^\\d+ (${UNPAID}|${HELD}) `);

/** What is not done yet, in words; empty when all is quiet. */
const waiting: Record<string, Record<string, string>> = {
  'auth-ms': {},
  'orders-ms': {
    [UNPAID]: `SELECT count(*) FROM orders WHERE status = 'PENDING'`,
    'refunds to look at': `SELECT count(*) FROM order_refunds WHERE due_at IS NOT NULL`,
  },
  'payments-ms': {
    'webhooks not worked off': `SELECT count(*) FROM stripe_events WHERE processed_at IS NULL`,
    'refunds on their way': `SELECT count(*) FROM refunds WHERE status IN ('requested', 'pending')`,
  },
  'products-ms': {
    [HELD]: `SELECT count(*) FROM reservations WHERE status = 'held'`,
  },
};
const inEveryService = {
  'events not published': 'SELECT count(*) FROM messaging.outbox WHERE published_at IS NULL',
};

const holdsRunOut = `UPDATE reservations SET expires_at = now() - interval '1 hour' WHERE status = 'held' AND expires_at > now()`;

/** An answer that takes longer is none: who is asked may hang, or be gone. */
const ANSWER_MS = 15_000;

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
  /** `orders_ms_settle_order`: the consumers that must take every event. */
  private readonly durables = whoSaysWhat(repositoryRoot, Object.keys(waiting)).flatMap(({ reactions }) =>
    reactions.map(({ durable }) => durable),
  );
  private hourIsOver = false;

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
  until(seconds: number, tell: (line: string) => void): Promise<string[]> {
    return this.rest(seconds, tell, () => true);
  }

  /** As `until`, but for orders that nobody pays. */
  untilNobodyPays(seconds: number, tell: (line: string) => void): Promise<string[]> {
    return this.rest(seconds, tell, (what) => !unpaid.test(what));
  }

  /** As if an hour had gone by: whoever has not paid has let the time of the link run out. Who was killed last may be on the way back. */
  async anHourPasses(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    for (;;) {
      this.signal?.throwIfAborted();
      const failed = await this.letAnHourPass().then(
        () => undefined,
        (error: Error) => error,
      );
      if (!failed) return;
      if (Date.now() > end) throw failed;
      await sleep(this.pauseMs);
    }
  }

  private async rest(
    seconds: number,
    tell: (line: string) => void,
    counts: (what: string) => boolean,
  ): Promise<string[]> {
    const end = Date.now() + seconds * 1_000;
    let [before, still] = ['', 0];
    for (;;) {
      this.signal?.throwIfAborted();
      const { open: all, marks } = await this.look().catch(unanswered);
      const open = all.filter(counts);
      const now = `${all.join()} ${marks}`;
      still = open.length === 0 && now === before ? still + 1 : 0;
      if (still >= 3) return [];
      if (Date.now() > end) return open.length > 0 ? open : ['events, for they are still being taken'];
      if (now !== before && open.length > 0) tell(`waiting: ${open.join(', ')}`);
      before = now;
      if (open.length > 0) await this.minutesPass().catch(() => undefined);
      await sleep(this.pauseMs);
    }
  }

  private async letAnHourPass(): Promise<void> {
    await this.run('orders-ms', [
      `UPDATE orders SET payment_session_expires_at = now() - interval '1 hour' WHERE status = 'PENDING'`,
    ]);
    await this.run('products-ms', [holdsRunOut]);
    this.hourIsOver = true;
  }

  /**
   * As if the minutes had gone by after which orders-ms looks (again) at a refund or at an order that could not be cancelled, and
   * products-ms at a hold of which nobody could tell it: asking twice does no harm.
   */
  private async minutesPass(): Promise<void> {
    await this.run('orders-ms', [
      `UPDATE order_refunds SET due_at = now() WHERE tries < 5 AND due_at > now()`,
      `UPDATE orders SET look_again_at = now() WHERE status = 'PENDING' AND look_again_at > now()`,
    ]);
    if (this.hourIsOver) await this.run('products-ms', [holdsRunOut]);
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
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(`${this.state().urls.stripe}/_sandbox/stats`, { headers, signal });
    return ((await answer.json()) as { webhooks: { pending: number } }).webhooks.pending;
  }

  /**
   * How many events each durable consumer of a service has before it; who merely follows what happens (ended sessions, by a
   * consumer that the broker forgets) leaves nothing undone. Those that a killed process had in its hands count too: the
   * broker keeps them to itself until the time for their acknowledgement is over. Whose consumer is missing, since the streams
   * were lost, has everything before it.
   */
  private async consumers(): Promise<{ name: string; waiting: number }[]> {
    const url = `${this.state().urls.natsMonitor}/jsz?accounts=1&streams=1&consumers=1`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    const { account_details = [] } = (await answer.json()) as JetStreamState;
    const details = account_details
      .flatMap(({ stream_detail = [] }) => stream_detail)
      .flatMap(({ consumer_detail = [] }) => consumer_detail);
    return this.durables.map((name) => {
      const found = details.find((detail) => detail.name === name);
      return { name, waiting: found ? found.num_pending + found.num_ack_pending : Infinity };
    });
  }

  /** The first number that each statement gives. */
  private async run(service: string, statements: string[]): Promise<number[]> {
    const client = new pg.Client({
      connectionString: this.state().services[service]?.databaseUrl,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    // Whoever asks hears of it as well.
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

/** Who was killed last may be on the way back. */
const unanswered = (error: unknown): { open: string[]; marks: number } => ({
  open: [`an answer (${(error as Error).message})`],
  marks: 0,
});
