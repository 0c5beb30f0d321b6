import { Injectable } from '@nestjs/common';
import type { HeldUpBy } from '../domain/order.js';
import { DisputeRepository } from '../outbound/dispute.repository.js';
import { OrderRepository } from '../outbound/order.repository.js';
import { SessionTimes } from './session-times.js';

/** What the shop's people have to look after. Looked up anew each time, so that all replicas say the same. */
@Injectable()
export class TellTroubles {
  constructor(
    private readonly disputes: DisputeRepository,
    private readonly orders: OrderRepository,
    private readonly times: SessionTimes,
  ) {}

  openDisputes(): Promise<number> {
    return this.disputes.countOpen();
  }

  /** Waiting orders whose time is over, by what holds them up; null: nobody has looked at them yet. */
  overdueOrders(): Promise<{ heldUpBy: HeldUpBy | null; orders: number }[]> {
    return this.orders.countOverdue(this.times.overdueSince());
  }
}
