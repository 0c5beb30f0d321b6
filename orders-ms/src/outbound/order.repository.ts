import { Injectable } from '@nestjs/common';
import { type Actor, normaliseEmail, type OrderStatus, type PaymentSessionView } from '@orderwire/contracts';
import { Database, type Tx } from '@orderwire/platform';
import type { Scope } from '../domain/access.js';
import type { HeldUpBy, Order } from '../domain/order.js';
import type { Entry } from '../domain/timeline.js';
import type { Answer } from './idempotency.repository.js';
import * as sql from './order.statements.js';
import { entryArrays } from './timeline.sql.js';

const everything: Scope = { all: true, customerId: null, withToken: false };

/** Orders on their path to PAID: one prepared statement per step, and every step is conditional on where they stand. */
@Injectable()
export class OrderRepository {
  constructor(private readonly database: Database) {}

  find(orderId: string): Promise<Order | undefined> {
    return this.findWithin(orderId, everything);
  }

  /** Undefined also when the order lies outside the scope: what is not to be seen is not even read. */
  async findWithin(orderId: string, { all, customerId, withToken }: Scope): Promise<Order | undefined> {
    const [row] = await this.database.run(sql.findOrder, [orderId, all, customerId, withToken]);
    return row && { ...row, lines: row.lines ?? [] };
  }

  /** False when the order is already in these hands. */
  async assign(tx: Tx, orderId: string, assigneeId: string | null, entry: Entry): Promise<boolean> {
    return (await tx.run(sql.assignOrder, [orderId, assigneeId, ...entryArrays([entry])])).length > 0;
  }

  /** The order as it is kept: without an e-mail address when its account is deleted by now. Undefined when it exists already. */
  async place(tx: Tx, order: Order, actor: Actor, entry: Entry): Promise<Order | undefined> {
    const { lines } = order;
    const [row] = await tx.run(sql.placeOrder, [
      order.id,
      order.currency,
      order.totalAmount,
      order.totalItems,
      order.email,
      order.shippingAddress && JSON.stringify(order.shippingAddress),
      order.customerId,
      JSON.stringify(actor),
      order.sessionExpiresAt,
      order.createdAt,
      lines.map((line) => line.productId),
      lines.map((line) => line.name),
      lines.map((line) => line.unitAmount),
      lines.map((line) => line.quantity),
      lines.map((line) => line.imageUrl),
      order.email && normaliseEmail(order.email),
      ...entryArrays([entry]),
    ]);
    return row && (row.forgotten ? { ...order, email: null } : order);
  }

  /** False when the order no longer waits for this attempt's payment. */
  async openSession(
    orderId: string,
    attempt: number,
    session: PaymentSessionView,
    entry: Entry,
    answer?: Answer,
  ): Promise<boolean> {
    const rows = await this.database.run(sql.openSession, [
      orderId,
      attempt,
      session.id,
      session.expiresAt,
      answer?.claim.scope,
      answer?.claim.key,
      answer && JSON.stringify(answer.reply),
      ...entryArrays([entry]),
    ]);
    return rows.length > 0;
  }

  /** The number of the next payment link; undefined when the order does not wait for a payment. */
  async nextAttempt(orderId: string, sessionExpiresAt: Date): Promise<number | undefined> {
    const [row] = await this.database.run(sql.nextAttempt, [orderId, sessionExpiresAt]);
    return row?.attempt;
  }

  /** False when the order does not wait for this attempt's payment. */
  async cancel(tx: Tx, orderId: string, attempt: number, at: Date, entry: Entry): Promise<boolean> {
    return (await tx.run(sql.cancelOrder, [orderId, attempt, at, ...entryArrays([entry])])).length > 0;
  }

  /** False when the order no longer stands at `from`. */
  async move(tx: Tx, orderId: string, from: OrderStatus, to: OrderStatus, entry: Entry): Promise<boolean> {
    return (await tx.run(sql.moveOrder, [orderId, from, to, ...entryArrays([entry])])).length > 0;
  }

  async tell(entries: Entry[]): Promise<void> {
    await this.database.run(sql.addEntries, entryArrays(entries));
  }

  /** Ids of waiting orders whose payment link should have ended before `since`. */
  async overdue(since: Date, limit: number): Promise<string[]> {
    return (await this.database.run(sql.overdueOrders, [since, limit])).map(({ id }) => id);
  }

  /** How many there are of them, by what holds them up. */
  async countOverdue(since: Date): Promise<{ heldUpBy: HeldUpBy | null; orders: number }[]> {
    return this.database.run(sql.countOverdue, [since]);
  }

  /** Keeps why a waiting order cannot be cancelled; if it is overdue it is looked at again then. */
  async holdUp(orderId: string, by: HeldUpBy, lookAgainAt: Date): Promise<void> {
    await this.database.run(sql.holdUp, [orderId, by, lookAgainAt]);
  }
}
