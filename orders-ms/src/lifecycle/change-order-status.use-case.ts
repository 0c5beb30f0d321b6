import { Injectable } from '@nestjs/common';
import {
  ChangeOrderStatus,
  type ChangeOrderStatusRequest,
  IllegalTransition,
  type OrderStatus,
  OrderStatusChanged,
  type OrderView,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { timelineEntry, statusChanged } from '../timeline/timeline.js';
import { CancelOrderUseCase } from './cancel-order.use-case.js';
import { FindOrderUseCase } from './find-order.use-case.js';
import { assertManualTransition, manualTransitions } from './order-status.js';
import { type Order, orderView } from './order.js';
import { OrderRepository } from './order.repository.js';

const cause = ChangeOrderStatus.subject;

/** Changes the status of an order by the table of transitions. */
@Injectable()
export class ChangeOrderStatusUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly orders: OrderRepository,
    private readonly cancelOrder: CancelOrderUseCase,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async execute(request: ChangeOrderStatusRequest): Promise<OrderView> {
    return orderView(await this.change(request), contextOrSystem().actor);
  }

  private async change({ orderId, status: to, reason }: ChangeOrderStatusRequest): Promise<Order> {
    const order = await this.findOrder.execute(orderId);
    assertManualTransition(order.status, to);
    if (to === 'CANCELLED') return this.cancelOrder.cancel(orderId, reason ?? 'cancelled by staff', cause);
    if (await this.store(order, to, reason ?? null)) return { ...order, status: to };
    // Another request changed the order meanwhile: the fault reports its current status.
    const { status } = await this.findOrder.execute(orderId);
    throw IllegalTransition({ from: status, to, allowed: manualTransitions(status) });
  }

  private store(
    { id: orderId, status: from }: Order,
    to: OrderStatus,
    reason: string | null,
  ): Promise<boolean> {
    const at = new Date();
    const { actor, correlationId } = contextOrSystem();
    const entry = timelineEntry(
      orderId,
      { at, cause, correlationId },
      statusChanged(from, to, reason, actor),
    );
    return this.database.transaction(async (tx) => {
      if (!(await this.orders.changeStatus(tx, orderId, from, to, entry))) return false;
      this.outbox.add(tx, OrderStatusChanged, { orderId, from, to, reason, changedAt: at.toISOString() });
      return true;
    });
  }
}
