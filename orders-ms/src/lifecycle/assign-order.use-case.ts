import { Injectable } from '@nestjs/common';
import {
  type Actor,
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
    await this.assertAssignable(assigneeId);
    const { actor } = contextOrSystem();
    await this.assign(orderId, assigneeId, actor, AssignOrder.subject);
    return orderView({ ...order, assigneeId }, actor);
  }

  /** Throws orders.not_assignable unless it is null or active staff. */
  async assertAssignable(assigneeId: string | null): Promise<void> {
    if (assigneeId !== null && !(await this.accounts.isActiveStaff(assigneeId)))
      throw NotAssignable({ assigneeId });
  }

  /** Changes and publishes nothing when the assignee is the same. `by`: the person whom the timeline names. */
  async assign(orderId: string, assigneeId: string | null, by: Actor, cause: string): Promise<void> {
    const at = new Date();
    const { correlationId } = contextOrSystem();
    const entry = timelineEntry(orderId, { at, cause, correlationId }, assigned(assigneeId, by));
    await this.database.transaction(async (tx) => {
      if (!(await this.orders.assign(tx, orderId, assigneeId, entry))) return;
      const event = { orderId, assigneeId, assignedBy: by.id, assignedAt: at.toISOString() };
      this.outbox.add(tx, OrderAssigned, event);
    });
  }
}
