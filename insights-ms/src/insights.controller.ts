import { Controller } from '@nestjs/common';
import {
  type Dashboard,
  GetDashboard,
  type GetDashboardRequest,
  GetInsightsStatus,
  GetTopProducts,
  type GetTopProductsRequest,
  GetTrace,
  type GetTraceRequest,
  type InsightsStatus,
  StartRebuild,
  type TopProducts,
  type TraceView,
} from '@orderwire/contracts';
import { Jobs, RpcHandler } from '@orderwire/platform';
import { GetDashboardUseCase } from './dashboard/get-dashboard.use-case.js';
import { GetTopProductsUseCase } from './dashboard/get-top-products.use-case.js';
import { GetInsightsStatusUseCase } from './rebuild/get-insights-status.use-case.js';
import { GetTraceUseCase } from './traces/get-trace.use-case.js';
import { RebuildJob } from './rebuild/rebuild.job.js';
import { RebuildUseCase } from './rebuild/rebuild.use-case.js';

/** The requests of dashboards and operators. */
@Controller()
export class InsightsController {
  constructor(
    private readonly getDashboard: GetDashboardUseCase,
    private readonly getTopProducts: GetTopProductsUseCase,
    private readonly getStatus: GetInsightsStatusUseCase,
    private readonly getTrace: GetTraceUseCase,
    private readonly rebuild: RebuildUseCase,
    private readonly job: RebuildJob,
    private readonly jobs: Jobs,
  ) {}

  @RpcHandler(GetDashboard)
  dashboard(request: GetDashboardRequest): Promise<Dashboard> {
    return this.getDashboard.execute(request);
  }

  @RpcHandler(GetTopProducts)
  topProducts(request: GetTopProductsRequest): Promise<TopProducts> {
    return this.getTopProducts.execute(request);
  }

  @RpcHandler(GetInsightsStatus)
  status(): Promise<InsightsStatus> {
    return this.getStatus.execute();
  }

  @RpcHandler(GetTrace)
  trace(request: GetTraceRequest): Promise<TraceView> {
    return this.getTrace.execute(request);
  }

  @RpcHandler(StartRebuild)
  async startRebuild(): Promise<InsightsStatus> {
    await this.rebuild.start();
    this.jobs.wake(this.job);
    return this.getStatus.execute();
  }
}
