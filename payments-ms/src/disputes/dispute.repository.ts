import { Injectable } from '@nestjs/common';
import { Database, type FactQuery, FactTable, statement, type Tx } from '@orderwire/platform';
import type { DisputeStage, StripeDispute } from './dispute.js';

const lockPayment = statement<DisputedPayment, { paymentId: string }>(
  'disputes.lock_payment',
  `SELECT order_id AS "orderId", rejected_because AS "rejectedBecause" FROM payments WHERE id = :paymentId FOR UPDATE`,
);

type DisputedPayment = {
  readonly orderId: string;
  /** Why it pays for nothing; null if it pays for its order. */
  readonly rejectedBecause: string | null;
};

const readStage = statement<{ stage: DisputeStage | null; at: Date }, { id: string }>(
  'disputes.stage',
  `SELECT (SELECT stage FROM disputes WHERE id = :id) AS stage, clock_timestamp() AS at`,
);

const wonDisputes = statement<{ id: string }, { paymentId: string; since: Date }>(
  'disputes.won',
  `SELECT id FROM disputes WHERE payment_id = :paymentId AND stage = 'won' AND changed_at >= :since ORDER BY id`,
);

const writeDispute = statement<
  Record<string, never>,
  Omit<StripeDispute, 'balances' | 'shop'> & { orderId: string; stage: DisputeStage }
>(
  'disputes.write',
  `INSERT INTO disputes AS d (id, order_id, payment_id, amount, currency, reason, status, stage, opened_at)
   VALUES (:id, :orderId, :paymentId, :amount, :currency, :reason, :status, :stage::dispute_stage, :openedAt)
   ON CONFLICT (id) DO UPDATE SET status = excluded.status, stage = excluded.stage, amount = excluded.amount,
     reason = excluded.reason, changed_at = now()
   WHERE d.stage <> excluded.stage OR d.status <> excluded.status OR d.amount <> excluded.amount`,
);

type DisputeFact = Pick<StripeDispute, 'amount' | 'currency' | 'reason' | 'openedAt'> & {
  orderId: string;
  paymentId: string;
};

const factsOf = (name: string, where: string) =>
  new FactTable<DisputeFact>(`facts.dispute_${name}`, {
    columns: `order_id AS "orderId", payment_id AS "paymentId", amount, currency, reason,
     opened_at AS "openedAt"`,
    ...{ from: 'disputes', where, at: 'changed_at', id: 'id', idType: 'text' },
  });
const facts = {
  opened: factsOf('opened', `stage IN ('opened', 'won', 'lost')`),
  won: factsOf('won', `stage = 'won'`),
  lost: factsOf('lost', `stage = 'lost'`),
};

@Injectable()
export class DisputeRepository {
  constructor(private readonly database: Database) {}

  /**
   * Locks the payment: updates of its disputes are serialised. Undefined for an unknown payment.
   */
  async lockPayment(tx: Tx, paymentId: string): Promise<DisputedPayment | undefined> {
    return (await tx.run(lockPayment, { paymentId }))[0];
  }

  /**
   * The stored stage, and the database's time: events of later changes never have earlier times.
   */
  async stage(tx: Tx, id: string): Promise<{ before: DisputeStage | undefined; at: Date }> {
    const [row] = await tx.run(readStage, { id });
    return { before: row?.stage ?? undefined, at: row?.at ?? new Date() };
  }

  /** Ids of the payment's disputes that were won since a time. */
  async wonSince(tx: Tx, paymentId: string, since: Date): Promise<string[]> {
    return (await tx.run(wonDisputes, { paymentId, since })).map(({ id }) => id);
  }

  async write(tx: Tx, orderId: string, found: StripeDispute, stage: DisputeStage): Promise<void> {
    await tx.run(writeDispute, { ...found, orderId, stage });
  }

  /** By their last change: disputes that were opened, or that have this verdict now. */
  facts(query: FactQuery, stage: keyof typeof facts) {
    return facts[stage].read(this.database, query);
  }
}
