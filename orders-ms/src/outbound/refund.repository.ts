import { Injectable } from '@nestjs/common';
import { type RefundView, system } from '@orderwire/contracts';
import { Database, type Tx } from '@orderwire/platform';
import type { Refund, Standing } from '../domain/refund.js';
import type { Entry } from '../domain/timeline.js';
import type { Claim } from './idempotency.repository.js';
import * as sql from './refund.statements.js';
import type { StoredRefund } from './refund.statements.js';
import { entryArrays } from './timeline.sql.js';

export type { StoredRefund } from './refund.statements.js';

/** A refund to be written, and when somebody has to look at it again. */
export interface Saved {
  refund: Refund;
  correlationId: string;
  dueAt: Date | null;
}

/** Refunds of orders. Their orders are locked wherever they are written. */
@Injectable()
export class RefundRepository {
  constructor(private readonly database: Database) {}

  /** Refunds of orders, oldest first. */
  of(tx: Tx, orderIds: readonly string[]): Promise<StoredRefund[]> {
    return tx.run(sql.refundsOf, [orderIds]);
  }

  async find(id: string): Promise<StoredRefund | undefined> {
    return (await this.database.run(sql.findRefund, [id]))[0];
  }

  /** The refund as it is stored; undefined when that happened before. */
  async insert(
    tx: Tx,
    { note, actor, correlationId, asked, ...refund }: Omit<StoredRefund, 'tries' | 'createdAt'>,
    dueAt: Date,
    said: Entry,
  ): Promise<StoredRefund | undefined> {
    const { id, orderId, amount, reason, restock, newsAt } = refund;
    const values = [id, orderId, amount, asked, reason, note, JSON.stringify(restock), JSON.stringify(actor)];
    const entries = entryArrays([said]);
    return (await tx.run(sql.insertRefund, [...values, correlationId, newsAt, dueAt, ...entries]))[0];
  }

  async save(tx: Tx, saved: readonly Saved[]): Promise<void> {
    await tx.run(sql.saveRefunds, [
      saved.map(({ refund }) => refund.id),
      saved.map(({ refund }) => refund.orderId),
      saved.map(({ refund }) => refund.paymentId),
      saved.map(({ refund }) => refund.amount),
      saved.map(({ refund }) => refund.status),
      saved.map(({ refund }) => refund.reason),
      saved.map(({ refund }) => refund.automatic),
      saved.map(() => JSON.stringify(system)),
      saved.map(({ correlationId }) => correlationId),
      saved.map(({ refund }) => refund.failure),
      saved.map(({ refund }) => refund.newsAt.toISOString()),
      saved.map(({ refund }) => refund.told),
      saved.map(({ refund }) => refund.announced),
      saved.map(({ dueAt }) => dueAt?.toISOString() ?? null),
    ]);
  }

  async restand(tx: Tx, orders: readonly (Standing & { id: string })[]): Promise<void> {
    await tx.run(sql.restandOrders, [
      orders.map(({ id }) => id),
      orders.map(({ status }) => status),
      orders.map(({ refundedAmount }) => refundedAmount),
      orders.map(({ statusBeforeRefund }) => statusBeforeRefund),
    ]);
  }

  /** What payments-ms answered, and the answer to the Idempotency-Key under which it was asked. */
  async answered(
    { id, paymentId, amount }: RefundView,
    answer?: { claim: Claim; reply: RefundView },
  ): Promise<void> {
    const { claim, reply } = answer ?? {};
    const values = [id, paymentId, amount, claim?.scope, claim?.key, reply && JSON.stringify(reply)];
    await this.database.run(sql.answerRefund, values);
  }

  /** Up to `limit` refunds that nobody looked at in time. */
  takeDue(limit: number): Promise<StoredRefund[]> {
    return this.database.run(sql.takeDue, [limit]);
  }
}
