import { Injectable } from '@nestjs/common';
import { hasStaffAccess, type OrderTimeline } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { FindOrderUseCase } from '../lifecycle/find-order.use-case.js';
import { standingOf } from './standing.js';
import { forShoppers } from './timeline.js';
import { TimelineRepository } from './timeline.repository.js';

@Injectable()
export class GetOrderTimelineUseCase {
  constructor(
    private readonly findOrder: FindOrderUseCase,
    private readonly timeline: TimelineRepository,
  ) {}

  async execute(orderId: string): Promise<OrderTimeline> {
    const order = await this.findOrder.execute(orderId);
    const all = await this.timeline.list(orderId);
    const staff = hasStaffAccess(contextOrSystem().actor);
    const entries = staff ? all : forShoppers(all);
    return { orderId, standing: standingOf(order, entries, new Date(), staff), entries };
  }
}
