import { Injectable } from '@nestjs/common';
import {
  type Actor,
  hasStaffAccess,
  type ListOrdersRequest,
  NotAllowed,
  type OrderPage,
} from '@orderwire/contracts';
import { contextOrSystem, pageOf } from '@orderwire/platform';
import { OrderListRepository } from './order-list.repository.js';
import { orderView } from './order.js';

/** Lists orders, newest first: customers see their own, staff see all. */
@Injectable()
export class ListOrdersUseCase {
  constructor(private readonly orders: OrderListRepository) {}

  async execute(request: ListOrdersRequest): Promise<OrderPage> {
    const { status, from, to, customerId, assigneeId, dispute, fraudWarning, review } = request;
    const { actor } = contextOrSystem();
    const forStaff = customerId ?? assigneeId ?? dispute ?? fraudWarning ?? review;
    if (forStaff !== undefined && !hasStaffAccess(actor)) throw NotAllowed();
    const filter = {
      ...ownerFilter(actor, customerId),
      ...(assigneeId && { assigneeId }),
      ...(status && { status }),
      ...(dispute && { dispute }),
      ...(fraudWarning !== undefined && { fraudWarning }),
      ...(review && { review }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    };
    return pageOf(request, {
      read: (after, limit) => this.orders.list(filter, after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: (order) => orderView(order, actor),
    });
  }
}

/** Owns no order: stands for an account without an id. */
const NO_CUSTOMER = '00000000-0000-0000-0000-000000000000';

function ownerFilter(actor: Actor, customerId: string | undefined): { customerId?: string } {
  if (!hasStaffAccess(actor)) return { customerId: actor.id ?? NO_CUSTOMER };
  return customerId ? { customerId } : {};
}
