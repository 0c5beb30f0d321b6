import { Injectable } from '@nestjs/common';
import { Metrics, oncePerScrape } from '@orderwire/platform';
import { DisputeRepository } from '../refunds/dispute.repository.js';
import { overdueSince } from './overdue-order.js';
import { OverdueOrderRepository } from './overdue-order.repository.js';

/** Gauges that are queried at each scrape, so that all replicas report the same values. */
@Injectable()
export class OrdersMetrics {
  constructor(metrics: Metrics, disputes: DisputeRepository, orders: OverdueOrderRepository) {
    const open = metrics.gauge({
      name: 'orderwire_orders_disputes_open',
      help: 'Disputes that wait for the shop’s evidence or the bank’s verdict.',
      collect: async () => {
        open.set(await disputes.countOpen());
      },
    });
    const countOverdue = oncePerScrape(() => orders.count(overdueSince()));
    const overdue = metrics.gauge({
      name: 'orderwire_orders_overdue',
      help: 'PENDING orders whose payment session should have expired more than 5 minutes ago, by what blocks their cancellation.',
      labels: ['blocked_by'],
      collect: async () => {
        const counts = await countOverdue();
        overdue.reset();
        for (const { blockedBy, count } of counts) overdue.set({ blocked_by: blockedBy ?? 'nothing' }, count);
      },
    });
    const oldest = metrics.gauge({
      name: 'orderwire_orders_overdue_oldest_seconds',
      help: 'How long ago the payment session of the longest overdue order should have expired, by what blocks its cancellation.',
      labels: ['blocked_by'],
      collect: async () => {
        const counts = await countOverdue();
        oldest.reset();
        for (const { blockedBy, oldest: seconds } of counts)
          oldest.set({ blocked_by: blockedBy ?? 'nothing' }, seconds);
      },
    });
  }
}
