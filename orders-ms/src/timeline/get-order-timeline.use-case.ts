import { Injectable } from '@nestjs/common';
import {
  type GetOrderTimelineRequest,
  hasStaffAccess,
  MAX_PAGE,
  type OrderTimeline,
  type TimelineEntry,
} from '@orderwire/contracts';
import { contextOrSystem, pageOf } from '@orderwire/platform';
import { FindOrderUseCase } from '../lifecycle/find-order.use-case.js';
import { standingOf } from './standing.js';
import { forShopper } from './timeline.js';
import { TimelineRepository } from './timeline.repository.js';

/** Reads a page of an order's timeline, and the facts that explain the order's status. */
@Injectable()
export class GetOrderTimelineUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly timeline: TimelineRepository,
  ) {}

  /** Throws orders.not_found, and invalid_message for an invalid cursor. */
  async execute({ orderId, cursor, limit = MAX_PAGE }: GetOrderTimelineRequest): Promise<OrderTimeline> {
    const order = await this.findOrder.execute(orderId);
    const staff = hasStaffAccess(contextOrSystem().actor);
    const view = staff ? (entry: TimelineEntry) => entry : forShopper;
    const { data: entries, meta } = await pageOf<TimelineEntry, TimelineEntry>(
      { limit, ...(cursor && { cursor }) },
      {
        read: (after, count) => this.timeline.list(orderId, { forStaff: staff, after, limit: count }),
        keyOf: ({ at, id }) => ({ at: new Date(at), id }),
        view,
      },
    );
    const whole = !cursor && meta.nextCursor === null;
    const facts = whole ? entries : await this.timeline.listForStanding(orderId, order.paymentAttempt);
    return { orderId, standing: standingOf(order, facts.map(view), new Date(), staff), entries, meta };
  }
}
