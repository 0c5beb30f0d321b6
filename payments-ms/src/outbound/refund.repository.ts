import { Injectable } from '@nestjs/common';
import { contextOrSystem, Database, type Tx } from '@orderwire/platform';
import { type Captured, type Refund, refundKeyOf, type StripeRefund } from '../domain/refund.js';
import {
  adoptRefund,
  moveRefund,
  postponeRefund,
  readRefund,
  refundedPayment,
  type RefundRow,
  rekeyRefund,
  reserveRefund,
  reserveWrong,
  standingPayments,
  takeRefunds,
} from './refund.statements.js';

/** A captured payment that pays nothing. */
export interface WrongMoney {
  readonly paymentId: string;
  readonly orderId: string;
  readonly refundId: string;
  readonly reason: string;
  readonly correlationId: string;
}

/** Refunds, and what they take of payments. Every change states the row it expects and tells whether it found it. */
@Injectable()
export class RefundRepository {
  constructor(private readonly database: Database) {}

  /** Stores a refund of the payment that stands for an order; undefined when the id is taken or there is not as much left. */
  async reserve(
    tx: Tx,
    asked: { id: string; orderId: string; amount: number | null; reason: string },
    leaseMs: number,
  ): Promise<Refund | undefined> {
    const { id, orderId, amount, reason } = asked;
    const values = [id, orderId, amount, reason, leaseMs, refundKeyOf(id), contextOrSystem().correlationId];
    return (await tx.run(reserveRefund, values)).map(refundFrom)[0];
  }

  /** Stores refunds of all that is left of payments that pay nothing, once each; gives the new ones, and which payments are ours. */
  async reserveWrong(tx: Tx, wrong: readonly WrongMoney[]): Promise<{ made: Refund[]; known: Set<string> }> {
    const rows = await tx.run(reserveWrong, [
      wrong.map(({ paymentId }) => paymentId),
      wrong.map(({ orderId }) => orderId),
      wrong.map(({ refundId }) => refundId),
      wrong.map(({ reason }) => reason),
      wrong.map(({ refundId }) => refundKeyOf(refundId)),
      wrong.map(({ correlationId }) => correlationId),
    ]);
    return {
      made: rows.filter(({ id }) => id !== null).map((row) => refundFrom(row as RefundRow)),
      known: new Set(rows.map(({ known }) => known)),
    };
  }

  /** Stores a refund that was made at Stripe; undefined when it is here already, or there is no room for it yet. */
  async adopt(tx: Tx, id: string, found: StripeRefund, reason: string): Promise<Refund | undefined> {
    const { correlationId } = contextOrSystem();
    const values = [id, found.paymentId, found.amount, found.status, reason, found.id, refundKeyOf(id)];
    return (await tx.run(adoptRefund, [...values, correlationId])).map(refundFrom)[0];
  }

  /** Moves a refund on; undefined when it is not any more as it was read. `dueMs`: when to look again. */
  async move(
    tx: Tx,
    from: Refund,
    to: Pick<Refund, 'status' | 'stripeId' | 'failure'>,
    dueMs: number,
  ): Promise<Refund | undefined> {
    const values = [from.id, from.status, to.status, to.stripeId, to.failure, dueMs];
    return (await tx.run(moveRefund, values)).map(refundFrom)[0];
  }

  /** By our id, or by Stripe's. */
  async find(id: string | null, stripeId: string | null = null): Promise<Refund | undefined> {
    return (await this.database.run(readRefund, [id, stripeId])).map(refundFrom)[0];
  }

  /** The payments that stand for an order: captured, right, and not rejected. */
  async standing(orderId: string): Promise<Captured[]> {
    const rows = await this.database.run(standingPayments, [orderId]);
    return rows.map(({ amount, refunded }) => ({ amount: Number(amount), refunded: Number(refunded) }));
  }

  /** The order of a payment of ours. */
  async orderOf(paymentId: string): Promise<string | undefined> {
    return (await this.database.run(refundedPayment, [paymentId]))[0]?.order_id;
  }

  /** Takes up to `limit` refunds on their way. They are free again when the lease is over: a crash loses none. */
  async take(leaseMs: number, limit: number): Promise<Refund[]> {
    return (await this.database.run(takeRefunds, [leaseMs, limit])).map(refundFrom);
  }

  /** Lets a refund wait for its next try. */
  async postpone({ id }: Refund, delayMs: number, error: string | null): Promise<void> {
    await this.database.run(postponeRefund, [id, delayMs, error?.slice(0, 1_000)]);
  }

  /** Gives a refund a fresh idempotency key; false when somebody else was faster. */
  async rekey({ id, idempotencyKey }: Refund, fresh: string): Promise<boolean> {
    return (await this.database.run(rekeyRefund, [id, idempotencyKey, fresh])).length > 0;
  }
}

const refundFrom = (row: RefundRow): Refund => ({
  id: row.id,
  orderId: row.order_id,
  paymentId: row.payment_id,
  amount: Number(row.amount),
  asked: row.asked === null ? null : Number(row.asked),
  currency: row.currency,
  status: row.status,
  reason: row.reason,
  automatic: row.automatic,
  stripeId: row.stripe_id,
  idempotencyKey: row.idempotency_key,
  keyedAt: row.keyed_at,
  failure: row.failure,
  correlationId: row.correlation_id,
  requestedAt: row.requested_at,
  changedAt: row.changed_at,
  tries: row.tries,
});
