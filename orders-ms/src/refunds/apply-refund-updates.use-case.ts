import { Injectable } from '@nestjs/common';
import { OrderRefunded, type OrderRefundedEvent, type RefundEvent } from '@orderwire/contracts';
import {
  type Delivery,
  type FactQuery,
  Facts,
  type FoundFact,
  InjectLogger,
  type Logger,
  Outbox,
  type Tx,
} from '@orderwire/platform';
import { type LockedOrder, LockedOrderRepository } from '../payment/locked-order.repository.js';
import {
  type NewTimelineEntry,
  timelineEntry,
  type TimelineEvent,
  refunded,
  refundFailed,
  refundRequestedElsewhere,
} from '../timeline/timeline.js';
import { TimelineRepository } from '../timeline/timeline.repository.js';
import {
  applyRefundUpdate,
  belongsToOrderPayment,
  EPOCH,
  recalculate,
  type Refund,
  type RefundUpdate,
} from './refund.js';
import { RefundRepository } from './refund.repository.js';

/** An update of a refund that may not be stored yet. */
export interface RefundUpdateEvent extends RefundUpdate {
  readonly id: string;
  readonly orderId: string;
  readonly reason: string;
  readonly automatic: boolean;
  readonly cause: string;
  readonly correlationId: string;
}

type TracedRefund = Refund & { correlationId: string };

/** State of one transaction. */
interface Changes {
  readonly orders: Map<string, LockedOrder>;
  /** By id, oldest first. */
  readonly refunds: Map<string, TracedRefund>;
  readonly entries: NewTimelineEntry[];
  readonly changedIds: Set<string>;
}

/** Applies refund updates to refunds and their orders, in whatever order the updates arrive. */
@Injectable()
export class ApplyRefundUpdatesUseCase {
  constructor(
    private readonly orders: LockedOrderRepository,
    private readonly refunds: RefundRepository,
    private readonly timeline: TimelineRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Five statements for all updates together. An update of an unknown order is only logged. */
  async execute(tx: Tx, updates: readonly RefundUpdateEvent[]): Promise<void> {
    const changes = await this.load(tx, [...new Set(updates.map(({ orderId }) => orderId))]);
    for (const update of updates) this.apply(changes, update);
    await this.save(tx, changes);
  }

  /** Recalculates the order of a refund that was reported before its payment. */
  async recalculate(tx: Tx, refundId: string, orderId: string): Promise<void> {
    const changes = await this.load(tx, [orderId]);
    changes.changedIds.add(refundId);
    await this.save(tx, changes);
  }

  private async load(tx: Tx, orderIds: string[]): Promise<Changes> {
    const orders = await this.orders.lock(tx, orderIds);
    const stored = await this.refunds.ofOrders(tx, orderIds);
    const refunds = new Map<string, TracedRefund>(stored.map((refund) => [refund.id, refund]));
    return { orders, refunds, entries: [], changedIds: new Set() };
  }

  private apply({ orders, refunds, entries, changedIds }: Changes, update: RefundUpdateEvent): void {
    const { id, orderId, cause, correlationId, status } = update;
    const at = update.at ?? new Date();
    const order = orders.get(orderId);
    if (!order) return this.log.error(update, 'a refund belongs to an order that does not exist');
    const before = refunds.get(id) ?? newRefund(update);
    const requestRecorded = before.requestRecorded || status === 'pending';
    const after = { ...before, ...applyRefundUpdate(before, update), requestRecorded };
    const unchanged = (['status', 'requestRecorded', 'reportedAt'] as const).every(
      (field) => after[field] === before[field],
    );
    if (refunds.has(id) && unchanged) return;
    refunds.set(id, after);
    changedIds.add(id);
    const record = (event: TimelineEvent) =>
      entries.push(timelineEntry(orderId, { at, cause, correlationId }, event));
    if (!before.requestRecorded && requestRecorded) record(refundRequestedElsewhere(after, order.currency));
    if (after.status === before.status || after.status !== status) return;
    if (status === 'succeeded') record(refunded(after, order.currency));
    if (status === 'failed') record(refundFailed(after, order.currency));
  }

  private async save(tx: Tx, changes: Changes): Promise<void> {
    const { orders, refunds, entries, changedIds } = changes;
    if (changedIds.size === 0) return;
    const orderIds = new Set([...changedIds].flatMap((id) => refunds.get(id)?.orderId ?? []));
    const changedOrders: LockedOrder[] = [];
    for (const order of [...orders.values()].filter(({ id }) => orderIds.has(id))) {
      const own = [...refunds.values()].filter(({ orderId }) => orderId === order.id);
      const updated = { ...order, ...recalculate(order, own) };
      if (updated.refundedAmount !== order.refundedAmount || updated.status !== order.status)
        changedOrders.push(updated);
      this.publish(tx, updated, changes, order.refundedAmount);
    }
    if (changedOrders.length > 0) await this.refunds.updateTotals(tx, changedOrders);
    const changed = [...changedIds].flatMap((id) => refunds.get(id) ?? []);
    // A refund of a payment that is not known yet is checked again until the payment is reported.
    const checkAgain = ({ orderId, status }: Refund) =>
      orders.get(orderId)?.status === 'PENDING' && status === 'succeeded';
    await this.refunds.save(
      tx,
      changed.map((refund) => ({ ...refund, checkAgain: checkAgain(refund) })),
    );
    if (entries.length > 0) await this.timeline.addIn(tx, entries);
  }

  /** Publishes order.refunded, once per refund of the order's own payment. */
  private publish(
    tx: Tx,
    order: LockedOrder,
    { refunds, changedIds }: Changes,
    previouslyRefunded: number,
  ): void {
    let refundedAmount = previouslyRefunded;
    for (const refund of refunds.values()) {
      const { id: refundId, orderId, status, published, amount, reportedAt, correlationId } = refund;
      if (orderId !== order.id || status !== 'succeeded' || published) continue;
      if (!belongsToOrderPayment(refund, order)) continue;
      refundedAmount = Math.min(order.refundedAmount, refundedAmount + amount);
      const event = {
        orderId,
        refundId,
        currency: order.currency,
        amount,
        refundedAmount,
        totalAmount: order.totalAmount,
        restock: [...refund.restock],
        refundedAt: reportedAt.toISOString(),
      };
      this.outbox.add(tx, OrderRefunded, event, { correlationId });
      refunds.set(refundId, { ...refund, published: true });
      changedIds.add(refundId);
    }
  }

  /** Refunds of our orders that do not have the status, or whose request is not recorded. */
  unapplied(facts: readonly Delivery<RefundEvent>[], status: RefundUpdate['status']): Promise<string[]> {
    return this.refunds.unapplied(
      facts.map(({ event }) => event),
      status,
    );
  }

  /** Every refund of an order's payment that once succeeded. */
  @Facts(OrderRefunded)
  async refundedOrders(query: FactQuery): Promise<FoundFact<OrderRefundedEvent>[]> {
    const rows = await this.refunds.published(query);
    return rows.map(({ id: refundId, at, reportedAt, correlationId, ...refund }) => ({
      ...{ id: refundId, at, correlationId },
      event: { ...refund, refundId, restock: [...refund.restock], refundedAt: reportedAt.toISOString() },
    }));
  }
}

/** A refund that this service did not know: it was made at Stripe, or for a rejected payment. */
const newRefund = (update: RefundUpdateEvent): TracedRefund => {
  const { id, orderId, paymentId, amount, reason, automatic, correlationId } = update;
  return {
    id,
    orderId,
    paymentId,
    amount,
    status: 'requested',
    reason,
    automatic,
    restock: [],
    failure: null,
    reportedAt: EPOCH,
    requestRecorded: false,
    published: false,
    correlationId,
  };
};
