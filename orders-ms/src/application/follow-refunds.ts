import { Injectable } from '@nestjs/common';
import { OrderRefunded, system } from '@orderwire/contracts';
import { InjectLogger, type Logger, Outbox, runInContext, type Tx } from '@orderwire/platform';
import { hear, isOwn, NEVER, reckon, type Refund, type RefundNews } from '../domain/refund.js';
import { refunded, refundFailed, refundRequested } from '../domain/refund-timeline.js';
import { type Entry, entry } from '../domain/timeline.js';
import { type LockedOrder, PaymentEventsRepository } from '../outbound/payment-events.repository.js';
import { RefundRepository, type Saved } from '../outbound/refund.repository.js';
import { minutesAfter } from './session-times.js';

/** News of a refund that may not be known here yet. */
export interface RefundHeard extends RefundNews {
  readonly id: string;
  readonly orderId: string;
  readonly reason: string;
  readonly automatic: boolean;
  /** What the timeline names. */
  readonly cause: string;
  readonly correlationId: string;
}

/** What a transaction knows so far. */
interface Books {
  readonly orders: Map<string, LockedOrder>;
  /** By id, oldest first. */
  readonly refunds: Map<string, Refund & { correlationId: string }>;
  readonly entries: Entry[];
  readonly changed: Set<string>;
}

/** Keeps orders true to what became of their refunds, in whatever order the news of them arrive. */
@Injectable()
export class FollowRefunds {
  constructor(
    private readonly orders: PaymentEventsRepository,
    private readonly refunds: RefundRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Five statements for all news together. News of an order that does not exist are only logged. */
  async execute(tx: Tx, news: readonly RefundHeard[]): Promise<void> {
    const books = await this.open(tx, [...new Set(news.map(({ orderId }) => orderId))]);
    for (const heard of news) this.hear(books, heard);
    await this.close(tx, books);
  }

  /** Works out anew where orders stand: of refunds that were heard of before their payment. */
  async reckon(tx: Tx, refundIds: readonly string[], orderIds: readonly string[]): Promise<void> {
    const books = await this.open(tx, [...new Set(orderIds)]);
    for (const id of refundIds) books.changed.add(id);
    await this.close(tx, books);
  }

  private async open(tx: Tx, orderIds: string[]): Promise<Books> {
    const orders = await this.orders.lock(tx, orderIds);
    const known = await this.refunds.of(tx, orderIds);
    const refunds = new Map(known.map((refund) => [refund.id, refund]));
    return { orders, refunds, entries: [], changed: new Set() };
  }

  private hear({ orders, refunds, entries, changed }: Books, heard: RefundHeard): void {
    const { id, orderId, cause, correlationId, status, at } = heard;
    const now = new Date();
    const order = orders.get(orderId);
    if (!order) return this.log.error(heard, 'there is news of a refund of an order that does not exist');
    const before = refunds.get(id) ?? unheard(heard, id, order.id);
    const after = { ...hear(before, heard), told: before.told || status === 'pending', correlationId };
    const same = (['status', 'told', 'newsAt'] as const).every((what) => after[what] === before[what]);
    if (refunds.has(id) && same) return;
    refunds.set(id, { ...after, correlationId: before.correlationId });
    changed.add(id);
    const tell = (happening: Parameters<typeof entry>[2]) =>
      entries.push(entry(order.id, { at: at ?? now, cause, correlationId }, happening));
    if (!before.told && after.told) tell(refundRequested(after, order.currency));
    if (after.status === before.status || after.status !== status) return;
    if (status === 'succeeded') tell(refunded(after, order.currency));
    if (status === 'failed') tell(refundFailed(after, order.currency));
  }

  private async close(tx: Tx, books: Books): Promise<void> {
    const { orders, refunds, entries, changed } = books;
    if (changed.size === 0) return;
    const touched = new Set([...changed].flatMap((id) => refunds.get(id)?.orderId ?? []));
    const restanding: LockedOrder[] = [];
    for (const order of [...orders.values()].filter(({ id }) => touched.has(id))) {
      const own = [...refunds.values()].filter(({ orderId }) => orderId === order.id);
      const stands = { ...order, ...reckon(order, own) };
      if (stands.refundedAmount !== order.refundedAmount || stands.status !== order.status)
        restanding.push(stands);
      this.announce(tx, stands, books, order.refundedAmount);
    }
    if (restanding.length > 0) await this.refunds.restand(tx, restanding);
    await this.refunds.save(
      tx,
      [...changed].flatMap((id) => saved(refunds.get(id), orders)),
    );
    if (entries.length > 0) await this.orders.tell(tx, entries);
  }

  /** order.refunded, once per refund that took from the order's own payment. */
  private announce(tx: Tx, order: LockedOrder, { refunds, changed }: Books, before: number): void {
    let refundedAmount = before;
    for (const refund of refunds.values()) {
      const { id: refundId, orderId, status, announced, amount, newsAt, correlationId } = refund;
      if (orderId !== order.id || status !== 'succeeded' || announced || !isOwn(refund, order)) continue;
      refundedAmount = Math.min(order.refundedAmount, refundedAmount + amount);
      const { currency, totalAmount } = order;
      const money = { currency, amount, refundedAmount, totalAmount };
      const restock = [...refund.restock];
      runInContext({ correlationId, actor: system }, () =>
        this.outbox.add(tx, OrderRefunded, {
          orderId,
          refundId,
          ...money,
          restock,
          refundedAt: newsAt.toISOString(),
        }),
      );
      refunds.set(refundId, { ...refund, announced: true });
      changed.add(refundId);
    }
  }
}

/** A refund before anything was heard of it. */
const unheard = (heard: RefundHeard, id: string, orderId: string): Refund & { correlationId: string } => {
  const { paymentId, amount, reason, automatic, correlationId } = heard;
  return {
    ...{ id, orderId, paymentId, amount, reason, automatic, correlationId },
    status: 'requested',
    restock: [],
    failure: null,
    newsAt: NEVER,
    told: false,
    announced: false,
  };
};

/** What took from a payment of which nothing is known yet is looked at again, until the payment has been heard of. */
function saved(refund: (Refund & { correlationId: string }) | undefined, orders: Books['orders']): Saved[] {
  if (!refund) return [];
  const waits = orders.get(refund.orderId)?.status === 'PENDING' && refund.status === 'succeeded';
  return [{ refund, correlationId: refund.correlationId, dueAt: waits ? minutesAfter(new Date(), 1) : null }];
}
