import { Injectable } from '@nestjs/common';
import { statement, type Tx } from '@orderwire/platform';
import type { DisputeStage, StripeDispute } from '../domain/dispute.js';

const lockPayment = statement<{ order_id: string; rejected_because: string | null }>(
  'disputes.lock_payment',
  `SELECT order_id, rejected_because FROM payments WHERE id = $1 FOR UPDATE`,
);

/** A payment that is disputed. */
export interface DisputedPayment {
  readonly orderId: string;
  /** Why it pays nothing; null when it does. */
  readonly rejectedBecause: string | null;
}

const readStage = statement<{ stage: DisputeStage | null; at: Date }>(
  'disputes.stage',
  `SELECT (SELECT stage FROM disputes WHERE id = $1) AS stage, clock_timestamp() AS at`,
);

const wonDisputes = statement<{ id: string }>(
  'disputes.won',
  `SELECT id FROM disputes WHERE payment_id = $1 AND stage = 'won' AND changed_at >= $2 ORDER BY id`,
);

const writeDispute = statement(
  'disputes.write',
  `INSERT INTO disputes AS d (id, order_id, payment_id, amount, currency, reason, status, stage, opened_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8::dispute_stage, $9)
   ON CONFLICT (id) DO UPDATE SET status = excluded.status, stage = excluded.stage, amount = excluded.amount,
     reason = excluded.reason, changed_at = now()
   WHERE d.stage <> excluded.stage OR d.status <> excluded.status OR d.amount <> excluded.amount`,
);

/** Disputes of our payments, and what was announced of each. */
@Injectable()
export class DisputeRepository {
  /** A payment of ours; disputes of it take turns from here on. */
  async lock(tx: Tx, paymentId: string): Promise<DisputedPayment | undefined> {
    const [row] = await tx.run(lockPayment, [paymentId]);
    return row && { orderId: row.order_id, rejectedBecause: row.rejected_because };
  }

  /** Where it stands, and the time by the database's one clock: a later step never bears an earlier time. */
  async stage(tx: Tx, id: string): Promise<{ before: DisputeStage | undefined; at: Date }> {
    const [row] = await tx.run(readStage, [id]);
    return { before: row?.stage ?? undefined, at: row?.at ?? new Date() };
  }

  /** Disputes of a payment that were won since. */
  async wonSince(tx: Tx, paymentId: string, since: Date): Promise<string[]> {
    return (await tx.run(wonDisputes, [paymentId, since])).map(({ id }) => id);
  }

  async write(tx: Tx, orderId: string, found: StripeDispute, stage: DisputeStage): Promise<void> {
    const { id, paymentId, amount, currency, reason, status, openedAt } = found;
    await tx.run(writeDispute, [id, orderId, paymentId, amount, currency, reason, status, stage, openedAt]);
  }
}
