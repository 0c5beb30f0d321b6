import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { RefundPayment, type RefundPaymentRequest, type RefundView } from '@orderwire/contracts';
import { connectNats, createLogger, RpcClient, ServiceTokens } from '@orderwire/platform';
import { type Sample, deadLetterPoisonMessages, testServiceKey } from '@orderwire/test-kit';
import { patient, waitUntil, type World } from './world.js';

/** A row of refunds. */
export interface StoredRefund {
  id: string;
  status: string;
  amount: string;
  automatic: boolean;
  reason: string;
  stripe_id: string | null;
  idempotency_key: string;
  failure: string | null;
  tries: number;
}

/** A refund as Stripe's API shows it. */
interface RefundAtStripe {
  id: string;
  amount: number;
  status: string;
  metadata: Record<string, string>;
}

/** Money of an order, captured. */
export interface Paid {
  orderId: string;
  sessionId: string;
  paymentId: string;
}

/** What tests of refunds say and look at: payments-ms as orders-ms, staff and Stripe's dashboard meet it. */
export class RefundDesk {
  private constructor(
    private readonly world: World,
    private readonly link: Awaited<ReturnType<typeof connectNats>>,
  ) {}

  static async open(world: World): Promise<RefundDesk> {
    return new RefundDesk(world, await connectNats('test', [world.nats.url], createLogger('test', 'silent')));
  }

  /** Opens a session over 44.98 USD and pays it. */
  async paid(means: object = {}): Promise<Paid> {
    const { orderId, id } = await this.world.opened();
    await this.world.stripe.pay(id, means);
    const { payload } = await this.world.waitFor(orderId, 'payment.succeeded');
    return { orderId, sessionId: id, paymentId: payload['paymentId'] as string };
  }

  /** Asks as orders-ms does; without its key, as a stranger on NATS. */
  refund(request: Partial<RefundPaymentRequest>, key: string | null = testServiceKey): Promise<RefundView> {
    const client = new RpcClient(this.link, key === null ? undefined : new ServiceTokens('orders-ms', key));
    return client.ask(patient(RefundPayment), {
      refundId: randomUUID(),
      reason: 'requested_by_customer',
      ...request,
    } as RefundPaymentRequest);
  }

  /** Announces an event as another service does: the same id is the same event. */
  async announce(subject: string, payload: object | string, id: string = randomUUID()): Promise<void> {
    const head = headers();
    head.set('Nats-Msg-Id', id);
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    await jetstream(this.link.connection, { timeout: 30_000 }).publish(subject, body, { headers: head });
  }

  /** Plants poison before an event; gives the consumers that came past it. */
  survivesPoison(event: Sample): Promise<string[]> {
    return deadLetterPoisonMessages(this.world.replica, this.link.connection, [event], 60_000);
  }

  /** An order does not take a payment. */
  async reject({ orderId, paymentId }: Paid, reason = 'cancelled', id?: string): Promise<void> {
    const rejectedAt = new Date().toISOString();
    await this.announce(
      'order.payment_rejected',
      { orderId, paymentId, amount: 4498, currency: 'usd', reason, rejectedAt },
      id,
    );
  }

  rows(orderId: string): Promise<StoredRefund[]> {
    return this.world.rows<StoredRefund>(
      'SELECT * FROM refunds WHERE order_id = $1 ORDER BY requested_at, id',
      [orderId],
    );
  }

  /** Waits until the refunds of an order have these statuses, whatever their order. */
  until(orderId: string, ...statuses: string[]): Promise<StoredRefund[]> {
    return waitUntil(() => this.rows(orderId), have(statuses));
  }

  /** Minor units of all refunds of a payment that have not failed, as the payment's row has it. */
  async refundedOf({ paymentId }: Paid): Promise<number> {
    const rows = await this.world.rows<{ refunded: string }>('SELECT refunded FROM payments WHERE id = $1', [
      paymentId,
    ]);
    return Number(rows[0]?.refunded);
  }

  /** What the account book says about a payment. */
  async booked({ paymentId }: Paid, account: string): Promise<number> {
    const rows = await this.world.rows<{ sum: string | null }>(
      'SELECT sum(amount) AS sum FROM ledger_entries WHERE payment_id = $1 AND account::text = $2',
      [paymentId, account],
    );
    return Number(rows[0]?.sum ?? 0);
  }

  /** What Stripe gave back of a payment. */
  async atStripe({ paymentId }: Paid): Promise<RefundAtStripe[]> {
    const page = await this.world.stripe.api('GET', `/v1/refunds?payment_intent=${paymentId}&limit=100`);
    return page['data'] as RefundAtStripe[];
  }

  /** Gives money back by hand, as in Stripe's dashboard. */
  async byHand({ paymentId }: Paid, amount?: number): Promise<{ id: string }> {
    const form = { payment_intent: paymentId, ...(amount !== undefined && { amount: String(amount) }) };
    return (await this.world.stripe.api('POST', '/v1/refunds', form)) as { id: string };
  }

  /** Refund events of an order by subject, oldest first. */
  async news(orderId: string): Promise<string[]> {
    return (await this.world.subjectsOf(orderId)).filter((subject) => subject.startsWith('refund.'));
  }

  /** Lets refunds that wait be tried now. */
  async hurry(): Promise<void> {
    await this.world.rows(`UPDATE refunds SET due_at = now() WHERE status IN ('requested', 'pending')`);
  }

  /** Waits until the refunds of an order have these statuses; meanwhile no refund waits for its next try. */
  hurriedUntil(orderId: string, ...statuses: string[]): Promise<StoredRefund[]> {
    return waitUntil(async () => (await this.hurry(), this.rows(orderId)), have(statuses));
  }

  /** Does something while only the caller of a refund asks Stripe for it: to the worker none of the order is due. */
  async withoutWorker<T>({ orderId }: Paid, work: () => Promise<T>): Promise<T> {
    await this.world.rows(`
      CREATE FUNCTION leave_to_caller() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.due_at := 'infinity';
        RETURN NEW;
      END $$;
      CREATE TRIGGER leave_to_caller BEFORE INSERT OR UPDATE ON refunds FOR EACH ROW
        WHEN (NEW.order_id = '${orderId}') EXECUTE FUNCTION leave_to_caller()`);
    try {
      return await work();
    } finally {
      await this.world.rows('DROP FUNCTION leave_to_caller CASCADE');
    }
  }

  async close(): Promise<void> {
    await this.link.connection.close();
  }
}

const have = (statuses: string[]) => (rows: readonly StoredRefund[]) =>
  rows
    .map(({ status }) => status)
    .sort()
    .join() === statuses.toSorted().join();
