import { Injectable } from '@nestjs/common';
import {
  AssignOrder as Contract,
  type AssignOrderRequest,
  NotAssignable,
  OrderAssigned,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import type { Order } from '../domain/order.js';
import { assigned, entry } from '../domain/timeline.js';
import { AccountClient } from '../outbound/account.client.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { FindOrder } from './find-order.js';

const cause = Contract.subject;

/** Puts an order into a staff member's hands, or takes it out of anybody's. */
@Injectable()
export class AssignOrder {
  constructor(
    private readonly find: FindOrder,
    private readonly orders: OrderRepository,
    private readonly accounts: AccountClient,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Throws orders.not_found, orders.not_assignable, and what asking auth-ms may throw: nothing has changed then. */
  async execute({ orderId, assigneeId }: AssignOrderRequest): Promise<Order> {
    const order = await this.find.execute(orderId);
    if (assigneeId !== null && !(await this.accounts.worksHere(assigneeId)))
      throw NotAssignable({ assigneeId });
    const { actor, correlationId } = contextOrSystem();
    const at = new Date();
    const said = entry(order.id, { at, cause, correlationId }, assigned(assigneeId, actor));
    await this.database.transaction(async (tx) => {
      if (!(await this.orders.assign(tx, order.id, assigneeId, said))) return;
      const event = { orderId: order.id, assigneeId, assignedBy: actor.id, assignedAt: at.toISOString() };
      this.outbox.add(tx, OrderAssigned, event);
    });
    return { ...order, assigneeId };
  }
}
