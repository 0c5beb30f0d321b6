import { Injectable } from '@nestjs/common';
import { type Gauge, Metrics, oncePerScrape } from '@orderwire/platform';
import { DashboardRepository } from './dashboard/dashboard.repository.js';
import { FreshnessRepository } from './projections/freshness.repository.js';
import { GenerationRepository } from './rebuild/generation.repository.js';

/** Sums over all time are read at most this often, in milliseconds. */
const READ_EVERY_MS = 60_000;

/** Orders and money by state, as the read models count them, and how far these run behind. */
@Injectable()
export class InsightsMetrics {
  constructor(
    metrics: Metrics,
    freshness: FreshnessRepository,
    generations: GenerationRepository,
    dashboard: DashboardRepository,
  ) {
    const lag: Gauge = metrics.gauge({
      name: 'orderwire_insights_lag_seconds',
      help: 'Time from the newest counted event until it was counted.',
      collect: async () => {
        lag.set((await freshness.read()).lagSeconds);
      },
    });
    const rebuilding: Gauge = metrics.gauge({
      name: 'orderwire_insights_rebuilding',
      help: '1 while read models are built from facts.',
      collect: async () => {
        rebuilding.set((await generations.building()) ? 1 : 0);
      },
    });
    this.registerFigures(metrics, dashboard);
  }

  /** Gauges, because a figure of the past may change: a refund that failed is taken back. */
  private registerFigures(metrics: Metrics, dashboard: DashboardRepository): void {
    let readAt = -Infinity;
    let figures: Awaited<ReturnType<DashboardRepository['countedEver']>> = [];
    const read = oncePerScrape(async () => {
      if (Date.now() - readAt < READ_EVERY_MS) return;
      const now = new Date();
      figures = await dashboard.countedEver({ from: now, to: now });
      readAt = now.getTime();
    });
    const gauge = (name: string, help: string, labels: string[], set: (gauge: Gauge<string>) => void) => {
      const registered: Gauge<string> = metrics.gauge({
        name,
        help,
        labels,
        collect: async () => {
          await read();
          registered.reset();
          set(registered);
        },
      });
    };
    gauge(
      'orderwire_insights_orders',
      'Orders of all time by state: pending, paid, cancelled or expired.',
      ['currency', 'state'],
      (orders) => {
        for (const { currency, figure, count } of figures) {
          if (figure === 'placed') orders.inc({ currency, state: 'pending' }, count);
          if (figure !== 'paid' && figure !== 'cancelled' && figure !== 'expired') continue;
          orders.set({ currency, state: figure }, count);
          orders.dec({ currency, state: 'pending' }, count);
        }
      },
    );
    gauge(
      'orderwire_insights_money_minor_units',
      'Money of orders of all time in minor units by figure: paid, refunded and disputed.',
      ['currency', 'figure'],
      (money) => {
        for (const { currency, figure, amount } of figures)
          if (figure === 'paid' || figure === 'refunded' || figure === 'disputed')
            money.set({ currency, figure }, amount);
      },
    );
    gauge(
      'orderwire_insights_read_timestamp_seconds',
      'When the orders and the money of all time were read.',
      [],
      (at) => at.set(readAt / 1_000),
    );
  }
}
