import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type Dashboard,
  EmptyRequest,
  GetDashboard,
  GetDashboardRequest,
  GetInsightsStatus,
  GetTopProducts,
  GetTopProductsRequest,
  GetTrace,
  GetTraceRequest,
  type InsightsStatus,
  StartRebuild,
  type TopProducts,
  type TraceView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

/** Figures for the dashboards of staff. */
@ApiTags('Insights')
@Controller('insights')
export class InsightsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('dashboard')
  @Route(GetDashboard, {
    summary: 'Get the figures of orders and payments in a period',
    description:
      'In one currency: by hour, day or week (UTC), in all, and of the period before. `freshness` says how old they are.',
  })
  dashboard(@ContractRequest() request: GetDashboardRequest): Promise<Dashboard> {
    return this.rpc.request(GetDashboard, request);
  }

  @Get('top-products')
  @Route(GetTopProducts, {
    summary: 'List the products that sold best in a period',
    description: 'By units or amount, of the orders that were paid in the period. Refunds are not taken off.',
  })
  topProducts(@ContractRequest() request: GetTopProductsRequest): Promise<TopProducts> {
    return this.rpc.request(GetTopProducts, request);
  }

  @Get('status')
  @Route(GetInsightsStatus, { summary: 'Get the age of the figures and the progress of a rebuild' })
  status(@ContractRequest() request: EmptyRequest): Promise<InsightsStatus> {
    return this.rpc.request(GetInsightsStatus, request);
  }

  @Get('traces/:correlationId')
  @Route(GetTrace, {
    summary: 'Get the trace of a request',
    description:
      'The spans of what the request with this correlation id caused, in all services: requests, SQL, events, calls of Stripe, mails. They are kept for a day at most, if TRACE_STORE is on.',
  })
  trace(@ContractRequest() request: GetTraceRequest): Promise<TraceView> {
    return this.rpc.request(GetTrace, request);
  }

  @Post('rebuilds')
  @Route(StartRebuild, {
    summary: 'Build the figures anew from the facts of orders and payments',
    description: 'It goes on in the background. One that is in progress is not started again.',
    status: 202,
  })
  rebuild(@ContractRequest() request: EmptyRequest): Promise<InsightsStatus> {
    return this.rpc.request(StartRebuild, request);
  }
}
