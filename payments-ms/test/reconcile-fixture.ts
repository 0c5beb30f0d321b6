import { createLogger, Database } from '@orderwire/platform';
import type { Difference, ReconciliationReport } from '../src/reconciliation/reconciliation.js';
import { createReconciliation } from '../src/reconciliation/reconciliation.providers.js';
import { StripeStatus } from '../src/stripe/stripe-status.client.js';
import { WebhookDropper } from './webhook-dropper.js';
import { PaymentsWorld } from './payments-world.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A settled payment. */
export interface Paid {
  orderId: string;
  id: string;
  paymentId: string;
  chargeId: string;
}

/** A world for tests of reconciliation, in which webhooks can be lost. */
export class ReconcileFixture {
  private constructor(
    readonly world: PaymentsWorld,
    private readonly database: Database,
    readonly dropper: WebhookDropper,
  ) {}

  static async create(): Promise<ReconcileFixture> {
    const world = await PaymentsWorld.create({ pollMs: 20 });
    const logger = createLogger('test', 'silent');
    const database = new Database({ url: world.config().DATABASE_URL, poolSize: 2, logger });
    return new ReconcileFixture(world, database, await WebhookDropper.install(world));
  }

  /** Ends an interception: Stripe answers, and payments-ms sends it requests again. */
  repairStripe(): void {
    this.world.stripe.intercept = () => 'pass';
    this.world.get(StripeStatus).circuit.succeeded();
  }

  /**
   * Reconciles the last hours, or the same hours some days ago, after all webhooks were delivered.
   * Returns the differences whose text has one of these ids.
   */
  async reconcile(
    about: readonly string[],
    {
      resolve = true,
      days = 0,
      hours = 1,
      workerTimeoutMs = 60_000,
    }: { resolve?: boolean; days?: number; hours?: number; workerTimeoutMs?: number } = {},
  ): Promise<{ report: ReconciliationReport; found: Difference[] }> {
    await this.world.webhooksDelivered();
    const all: Difference[] = [];
    const to = new Date(Date.now() + 1_000 - days * DAY_MS);
    const report = await createReconciliation(
      this.database,
      this.world.config(),
      undefined,
      workerTimeoutMs,
    ).execute(
      { from: new Date(to.getTime() - hours * HOUR_MS), to },
      { resolve, onDifference: (one) => all.push(one) },
    );
    return { report, found: all.filter(({ text }) => about.some((id) => text.includes(id))) };
  }

  /** Opens a session and pays it without a webhook. */
  payWithoutWebhook(): Promise<{ orderId: string; id: string }> {
    return this.dropper.drop(async () => {
      const opened = await this.world.openSession();
      await this.world.stripe.pay(opened.id);
      return opened;
    });
  }

  /** Opens a session, pays it and waits for the event. */
  async pay(): Promise<Paid> {
    const { orderId, id } = await this.world.openSession();
    await this.world.stripe.pay(id);
    await this.world.waitFor(orderId, 'payment.succeeded');
    const [payment] = await this.world.paymentsOf(orderId);
    const [paymentId, chargeId] = [payment?.['id'] as string, payment?.['charge_id'] as string];
    return { orderId, id, paymentId, chargeId };
  }

  /** Runs `work` while Stripe returns no events, as after 30 days. */
  async withoutEvents<T>(work: () => Promise<T>): Promise<T> {
    const { stripe } = this.world;
    stripe.intercept = ({ path }) =>
      path.startsWith('/v1/events')
        ? { status: 200, body: { object: 'list', data: [], has_more: false, url: '/v1/events' } }
        : 'pass';
    try {
      return await work();
    } finally {
      stripe.intercept = () => 'pass';
    }
  }

  /** The balances of an order's ledger entries, without zeros. */
  async accountsOf(orderId: string): Promise<Record<string, number>> {
    const rows = await this.world.rows<{ account: string; sum: number }>(
      `SELECT account, sum(amount)::int AS sum FROM ledger_entries WHERE order_id = $1
       GROUP BY account HAVING sum(amount) <> 0`,
      [orderId],
    );
    return Object.fromEntries(rows.map(({ account, sum }) => [account, sum]));
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.world.close();
  }
}

/** The kinds of these differences. */
export const kinds = (found: readonly Difference[]): string[] => [...new Set(found.map(({ kind }) => kind))];
