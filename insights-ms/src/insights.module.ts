import { type DynamicModule, Module } from '@nestjs/common';
import { NATS, type NatsLink, PlatformModule } from '@orderwire/platform';
import type { InsightsConfig } from './config.js';
import { DashboardRepository } from './dashboard/dashboard.repository.js';
import { GetDashboardUseCase } from './dashboard/get-dashboard.use-case.js';
import { GetTopProductsUseCase } from './dashboard/get-top-products.use-case.js';
import { ReadFreshnessUseCase } from './dashboard/read-freshness.use-case.js';
import { InsightsController } from './insights.controller.js';
import { InsightsMetrics } from './insights.metrics.js';
import { ApplyChangesUseCase } from './projections/apply-changes.use-case.js';
import { FindUnappliedUseCase } from './projections/find-unapplied.use-case.js';
import { FreshnessRepository } from './projections/freshness.repository.js';
import { OrderProjectionRepository } from './projections/order-projection.repository.js';
import { OrdersListener } from './projections/orders.listener.js';
import { PaymentProjectionRepository } from './projections/payment-projection.repository.js';
import { PaymentsListener } from './projections/payments.listener.js';
import { DeleteOldUseCase } from './rebuild/delete-old.use-case.js';
import { FactsClient } from './rebuild/facts.client.js';
import { GenerationRepository } from './rebuild/generation.repository.js';
import { GetInsightsStatusUseCase } from './rebuild/get-insights-status.use-case.js';
import { RebuildJob } from './rebuild/rebuild.job.js';
import { RebuildUseCase } from './rebuild/rebuild.use-case.js';
import { RestoresListener } from './rebuild/restores.listener.js';
import { StatusRepository } from './rebuild/status.repository.js';
import { GetTraceUseCase } from './traces/get-trace.use-case.js';

/** The module of insights-ms. */
@Module({})
export class InsightsModule {
  static with(config: InsightsConfig): DynamicModule {
    return {
      module: InsightsModule,
      imports: [PlatformModule.forService('insights-ms', config)],
      controllers: [InsightsController],
      providers: [
        OrdersListener,
        PaymentsListener,
        ApplyChangesUseCase,
        FindUnappliedUseCase,
        FreshnessRepository,
        OrderProjectionRepository,
        PaymentProjectionRepository,
        DashboardRepository,
        GetDashboardUseCase,
        GetTopProductsUseCase,
        ReadFreshnessUseCase,
        GenerationRepository,
        StatusRepository,
        FactsClient,
        RebuildUseCase,
        DeleteOldUseCase,
        GetInsightsStatusUseCase,
        RestoresListener,
        InsightsMetrics,
        {
          provide: GetTraceUseCase,
          inject: [NATS],
          useFactory: (nats: NatsLink) => new GetTraceUseCase(nats, config.TRACE_STORE === true),
        },
        {
          provide: RebuildJob,
          inject: [RebuildUseCase, DeleteOldUseCase],
          useFactory: (rebuild: RebuildUseCase, deleteOld: DeleteOldUseCase) =>
            new RebuildJob(rebuild, deleteOld, config.REBUILD_INTERVAL_MS),
        },
      ],
    };
  }
}
