import { Injectable } from '@nestjs/common';
import {
  ChangeOrderStatus,
  type ChangeOrderStatusRequest,
  IllegalTransition,
  type OrderStatus,
  OrderStatusChanged,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import type { Order } from '../domain/order.js';
import { assertStepByHand, stepsByHand } from '../domain/order-status.js';
import { entry, statusChanged } from '../domain/timeline.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { CancelUnpaid } from './cancel-unpaid.js';
import { FindOrder } from './find-order.js';

const cause = ChangeOrderStatus.subject;

/** Moves an order along by hand, by the table of transitions. Staff only: the contract says so. */
@Injectable()
export class MoveOrder {
  constructor(
    private readonly find: FindOrder,
    private readonly orders: OrderRepository,
    private readonly cancel: CancelUnpaid,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Throws orders.not_found, orders.illegal_transition; for CANCELLED also what cancelling throws. */
  async execute({ orderId, status: to, reason }: ChangeOrderStatusRequest): Promise<Order> {
    const order = await this.find.execute(orderId);
    assertStepByHand(order.status, to);
    if (to === 'CANCELLED') return this.cancel.execute(orderId, reason ?? 'cancelled by staff', cause);
    if (await this.move(order, to, reason ?? null)) return { ...order, status: to };
    // Somebody moved it between the look and the step: the answer says where it stands now.
    const { status } = await this.find.execute(orderId);
    throw IllegalTransition({ from: status, to, allowed: stepsByHand(status) });
  }

  private move(
    { id: orderId, status: from }: Order,
    to: OrderStatus,
    reason: string | null,
  ): Promise<boolean> {
    const at = new Date();
    const { actor, correlationId } = contextOrSystem();
    const said = entry(orderId, { at, cause, correlationId }, statusChanged(from, to, reason, actor));
    return this.database.transaction(async (tx) => {
      if (!(await this.orders.move(tx, orderId, from, to, said))) return false;
      this.outbox.add(tx, OrderStatusChanged, { orderId, from, to, reason, changedAt: at.toISOString() });
      return true;
    });
  }
}
