import { randomUUID, type UUID } from 'node:crypto';
import {
  OrderPaymentRejected,
  RefundPayment,
  type RefundPaymentRequest,
  type RefundView,
} from '@orderwire/contracts';
import { deadLetterPoisonMessages, type Sample, testServiceKey } from '@orderwire/test-kit';
import { type PaymentsWorld, waitUntil } from './payments-world.js';

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

/** A captured payment. */
export interface Paid {
  orderId: string;
  sessionId: string;
  paymentId: string;
}

/** Requests refunds as orders-ms, staff and Stripe's dashboard do, and reads their state. */
export class RefundFixture {
  constructor(private readonly world: PaymentsWorld) {}

  /** Opens a session over 44.98 USD and pays it. */
  async paid(means: object = {}): Promise<Paid> {
    const { orderId, id } = await this.world.openSession();
    await this.world.stripe.pay(id, means);
    const { payload } = await this.world.waitFor(orderId, 'payment.succeeded');
    return { orderId, sessionId: id, paymentId: payload['paymentId'] as string };
  }

  /** With service key null, without a service token. */
  refund(
    request: Partial<RefundPaymentRequest>,
    serviceKey: string | null = testServiceKey,
  ): Promise<RefundView> {
    const complete = { refundId: randomUUID(), reason: 'requested_by_customer', ...request };
    return this.world.request(RefundPayment, complete as RefundPaymentRequest, { serviceKey });
  }

  /** Publishes poison messages before an event; returns the consumers that dead-lettered them. */
  survivePoison(event: Sample): Promise<string[]> {
    return deadLetterPoisonMessages(this.world.replica, this.world.link.connection, [event], 60_000);
  }

  /** Publishes that orders-ms rejected a payment. */
  async reject({ orderId, paymentId }: Paid, reason = 'cancelled', id?: UUID): Promise<void> {
    const rejectedAt = new Date().toISOString();
    const event = { orderId, paymentId, amount: 4498, currency: 'usd', reason, rejectedAt };
    await this.world.publish(OrderPaymentRejected, event, { id });
  }

  rows(orderId: string): Promise<StoredRefund[]> {
    return this.world.rows<StoredRefund>(
      'SELECT * FROM refunds WHERE order_id = $1 ORDER BY requested_at, id',
      [orderId],
    );
  }

  /** Waits until the refunds of an order have these statuses, in any order. */
  until(orderId: string, ...statuses: string[]): Promise<StoredRefund[]> {
    return waitUntil(() => this.rows(orderId), have(statuses));
  }

  /** The stored sum of a payment's refunds that have not failed, in minor units. */
  async refundedOf({ paymentId }: Paid): Promise<number> {
    const rows = await this.world.rows<{ refunded: string }>('SELECT refunded FROM payments WHERE id = $1', [
      paymentId,
    ]);
    return Number(rows[0]?.refunded);
  }

  /** The balance of a payment's ledger entries on an account. */
  async ledgerBalance({ paymentId }: Paid, account: string): Promise<number> {
    const rows = await this.world.rows<{ sum: string | null }>(
      'SELECT sum(amount) AS sum FROM ledger_entries WHERE payment_id = $1 AND account::text = $2',
      [paymentId, account],
    );
    return Number(rows[0]?.sum ?? 0);
  }

  /** The refunds of a payment at Stripe. */
  async atStripe({ paymentId }: Paid): Promise<RefundAtStripe[]> {
    const page = await this.world.stripe.api('GET', `/v1/refunds?payment_intent=${paymentId}&limit=100`);
    return page['data'] as RefundAtStripe[];
  }

  /** Refunds a payment in Stripe's dashboard. */
  async refundInDashboard({ paymentId }: Paid, amount?: number): Promise<{ id: string }> {
    const form = { payment_intent: paymentId, ...(amount !== undefined && { amount: String(amount) }) };
    return (await this.world.stripe.api('POST', '/v1/refunds', form)) as { id: string };
  }

  /** Refund events of an order by subject, oldest first. */
  async eventsOf(orderId: string): Promise<string[]> {
    return (await this.world.subjectsOf(orderId)).filter((subject) => subject.startsWith('refund.'));
  }

  /** Makes all refunds in progress due. */
  async makeDue(): Promise<void> {
    await this.world.rows(
      `UPDATE refunds SET due_at = to_timestamp(0) WHERE status IN ('requested', 'pending')`,
    );
  }

  /** Waits until the refunds of an order have these statuses. Meanwhile all refunds are due. */
  retryUntil(orderId: string, ...statuses: string[]): Promise<StoredRefund[]> {
    return waitUntil(async () => (await this.makeDue(), this.rows(orderId)), have(statuses));
  }

  /** Runs `work` while the job submits no refund of the order. */
  async withoutWorker<T>({ orderId }: Paid, work: () => Promise<T>): Promise<T> {
    await this.world.rows(`
      CREATE FUNCTION never_due() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.due_at := 'infinity';
        RETURN NEW;
      END $$;
      CREATE TRIGGER never_due BEFORE INSERT OR UPDATE ON refunds FOR EACH ROW
        WHEN (NEW.order_id = '${orderId}') EXECUTE FUNCTION never_due()`);
    try {
      return await work();
    } finally {
      await this.world.rows('DROP FUNCTION never_due CASCADE');
    }
  }
}

const have = (statuses: string[]) => (rows: readonly StoredRefund[]) =>
  rows
    .map(({ status }) => status)
    .sort()
    .join() === statuses.toSorted().join();
