import { Injectable } from '@nestjs/common';
import {
  AssignOrder,
  type AssignOrderRequest,
  NotAssignable,
  OrderAssigned,
  type OrderView,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { timelineEntry, assigned } from '../timeline/timeline.js';
import { AccountClient } from './account.client.js';
import { FindOrderUseCase } from './find-order.use-case.js';
import { orderView } from './order.js';
import { OrderRepository } from './order.repository.js';

/** Assigns an order to a staff member, or unassigns it. */
@Injectable()
export class AssignOrderUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly orders: OrderRepository,
    private readonly accounts: AccountClient,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async execute({ orderId, assigneeId }: AssignOrderRequest): Promise<OrderView> {
    const order = await this.findOrder.execute(orderId);
    if (assigneeId !== null && !(await this.accounts.isActiveStaff(assigneeId)))
      throw NotAssignable({ assigneeId });
    const { actor, correlationId } = contextOrSystem();
    const at = new Date();
    const entry = timelineEntry(
      orderId,
      { at, cause: AssignOrder.subject, correlationId },
      assigned(assigneeId, actor),
    );
    await this.database.transaction(async (tx) => {
      if (!(await this.orders.assign(tx, orderId, assigneeId, entry))) return;
      const event = { orderId, assigneeId, assignedBy: actor.id, assignedAt: at.toISOString() };
      this.outbox.add(tx, OrderAssigned, event);
    });
    return orderView({ ...order, assigneeId }, actor);
  }
}
