import { createLogger, Database } from '@orderwire/platform';
import type { Report } from '../src/domain/reconciliation.js';
import { reconciling } from '../src/reconciling.js';
import { MailThief } from './mail-thief.js';
import { World } from './world.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Something a reconciliation found. */
export interface Found {
  healed: boolean;
  kind: string;
  text: string;
}

/** A payment that was settled. */
export interface Paid {
  orderId: string;
  id: string;
  paymentId: string;
  chargeId: string;
}

/** Reconciles a world of its own, in which webhooks can be lost. */
export class Auditor {
  private constructor(
    readonly world: World,
    private readonly database: Database,
    readonly thief: MailThief,
  ) {}

  static async create(): Promise<Auditor> {
    const world = await World.create({ pollMs: 20 });
    const logger = createLogger('test', 'silent');
    const database = new Database({ url: world.config().DATABASE_URL, poolSize: 2, logger });
    return new Auditor(world, database, await MailThief.hire(world));
  }

  /**
   * Reconciles the last hour, or the same hour some days ago, and gives what was found about these ids. What Stripe is still posting is
   * waited for: it is not lost.
   */
  async reconcile(
    about: readonly string[],
    {
      heal = true,
      days = 0,
      patienceMs = 60_000,
    }: { heal?: boolean; days?: number; patienceMs?: number } = {},
  ): Promise<{ report: Report; found: Found[] }> {
    await this.world.allSent();
    const all: Found[] = [];
    const to = new Date(Date.now() + 1_000 - days * DAY_MS);
    const report = await reconciling(this.database, this.world.config(), undefined, patienceMs).execute(
      { from: new Date(to.getTime() - HOUR_MS), to },
      { heal, onFound: (one) => all.push(one) },
    );
    return { report, found: all.filter(({ text }) => about.some((id) => text.includes(id))) };
  }

  /** Opens a session and pays it; no webhook says so. */
  paidQuietly(): Promise<{ orderId: string; id: string }> {
    return this.thief.steals(async () => {
      const opened = await this.world.opened();
      await this.world.stripe.pay(opened.id);
      return opened;
    });
  }

  /** Opens a session, pays it, and waits until that was announced. */
  async paidOpenly(): Promise<Paid> {
    const { orderId, id } = await this.world.opened();
    await this.world.stripe.pay(id);
    await this.world.waitFor(orderId, 'payment.succeeded');
    const [payment] = await this.world.paymentsOf(orderId);
    const [paymentId, chargeId] = [payment?.['id'] as string, payment?.['charge_id'] as string];
    return { orderId, id, paymentId, chargeId };
  }

  /** Stripe keeps events for 30 days; here it has forgotten them all. */
  async withoutEvents<T>(work: () => Promise<T>): Promise<T> {
    const { stripe } = this.world;
    stripe.fate = ({ path }) =>
      path.startsWith('/v1/events')
        ? { status: 200, body: { object: 'list', data: [], has_more: false, url: '/v1/events' } }
        : 'pass';
    try {
      return await work();
    } finally {
      stripe.fate = () => 'pass';
    }
  }

  /** What an order's entries in the account book come to; accounts that hold nothing are left out. */
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

/** Of which kinds the findings are. */
export const kinds = (found: readonly Found[]): string[] => [...new Set(found.map(({ kind }) => kind))];
