import { Injectable } from '@nestjs/common';
import { Metrics } from '@orderwire/platform';
import { TellTroubles } from '../application/tell-troubles.js';

/** What an operator has to see of orders, looked up at each scrape. */
@Injectable()
export class OrdersMetrics {
  constructor(metrics: Metrics, troubles: TellTroubles) {
    const disputes = metrics.gauge({
      name: 'orderwire_orders_disputes_open',
      help: 'Disputes that wait for the shop’s answer or the bank’s verdict.',
      collect: async () => {
        disputes.set(await troubles.openDisputes());
      },
    });
    const overdue = metrics.gauge({
      name: 'orderwire_orders_overdue',
      help: 'Waiting orders whose payment link should have ended more than 5 minutes ago, by what holds them up.',
      labels: ['held_up_by'],
      collect: async () => {
        const found = await troubles.overdueOrders();
        overdue.reset();
        for (const { heldUpBy, orders } of found) overdue.set({ held_up_by: heldUpBy ?? 'nothing' }, orders);
      },
    });
  }
}
