import { Injectable } from '@nestjs/common';
import {
  type Actor,
  ChangeOrderStatus,
  type ChangeOrderStatusRequest,
  type FaultFactory,
  IllegalTransition,
  OrderStatusChanged,
  type OrderView,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox, type Tx } from '@orderwire/platform';
import { LockedOrderRepository } from '../payment/locked-order.repository.js';
import { isRefundPending } from '../refunds/refund.js';
import { RefundRepository } from '../refunds/refund.repository.js';
import { timelineEntry, statusChanged } from '../timeline/timeline.js';
import { CancelOrderUseCase } from './cancel-order.use-case.js';
import { FindOrderUseCase } from './find-order.use-case.js';
import { assertManualTransition, manualTransitions, shippingBlocks } from './order-status.js';
import { type Order, orderView } from './order.js';
import { OrderRepository } from './order.repository.js';

const cause = ChangeOrderStatus.subject;

/** Changes the status of an order by the table of transitions. */
@Injectable()
export class ChangeOrderStatusUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly orders: OrderRepository,
    private readonly lockedOrders: LockedOrderRepository,
    private readonly refunds: RefundRepository,
    private readonly cancelOrder: CancelOrderUseCase,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async execute(request: ChangeOrderStatusRequest): Promise<OrderView> {
    const { actor } = contextOrSystem();
    return orderView(await this.change(request, actor), actor);
  }

  /** `by`: the person whom the timeline names. */
  async change(request: ChangeOrderStatusRequest, by: Actor): Promise<Order> {
    const { orderId, status: to, reason } = request;
    const order = await this.findOrder.execute(orderId);
    assertManualTransition(order.status, to);
    if (to === 'CANCELLED')
      return this.cancelOrder.cancel(orderId, reason ?? 'cancelled by staff', cause, {
        whileProcessing: true,
        by,
      });
    if (await this.store(order, request, by)) return { ...order, status: to };
    // Another request changed the order meanwhile: the fault reports its current status.
    const { status } = await this.findOrder.execute(orderId);
    throw IllegalTransition({ from: status, to, allowed: manualTransitions(status) });
  }

  private store(
    { id: orderId, status: from }: Order,
    request: ChangeOrderStatusRequest,
    by: Actor,
  ): Promise<boolean> {
    const { status: to, reason = null, overrideReason } = request;
    const at = new Date();
    const { correlationId } = contextOrSystem();
    return this.database.transaction(async (tx) => {
      const blocks = to === 'SHIPPED' ? await this.shippingBlocks(tx, orderId) : [];
      const blockedBy = blocks.map(({ code }) => code);
      if (blocks[0] && overrideReason === undefined) throw blocks[0]({ orderId, blockedBy });
      const override = blocks[0] && { overrideReason, blockedBy };
      const event = statusChanged(from, to, reason, by, override);
      const entry = timelineEntry(orderId, { at, cause, correlationId }, event);
      if (!(await this.orders.changeStatus(tx, orderId, from, to, entry))) return false;
      this.outbox.add(tx, OrderStatusChanged, { orderId, from, to, reason, changedAt: at.toISOString() });
      return true;
    });
  }

  /** Under the lock that refunds and disputes take as well: one that is applied meanwhile waits. */
  private async shippingBlocks(tx: Tx, orderId: string): Promise<FaultFactory[]> {
    const order = (await this.lockedOrders.lock(tx, [orderId])).get(orderId);
    if (!order || order.status !== 'PAID') return [];
    const refundPending = isRefundPending(order, await this.refunds.ofOrders(tx, [orderId]));
    return shippingBlocks({ ...order, refundPending });
  }
}
