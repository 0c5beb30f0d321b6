import { Injectable } from '@nestjs/common';
import { type Gauge, Metrics } from '@orderwire/platform';
import { FreshnessRepository } from './projections/freshness.repository.js';
import { GenerationRepository } from './rebuild/generation.repository.js';

/** How far the read models run behind. */
@Injectable()
export class InsightsMetrics {
  constructor(metrics: Metrics, freshness: FreshnessRepository, generations: GenerationRepository) {
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
  }
}
