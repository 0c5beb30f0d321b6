import { type DynamicModule, Module } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  AccessTokens,
  connectionsPerNetwork,
  ContextInterceptor,
  PlatformModule,
  type Logger,
  LOGGER,
  type RunningService,
  startService,
} from '@orderwire/platform';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditForwarder } from './admin/audit-forwarder.js';
import { AuditLogController } from './admin/audit-log.controller.js';
import { DeadLetterService } from './operations/dead-letter.service.js';
import { InsightsController } from './insights/insights.controller.js';
import { InvoicesController } from './invoices/invoices.controller.js';
import { ReturnsController } from './shipping/returns.controller.js';
import { ShipmentsController } from './shipping/shipments.controller.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { OperationsController } from './operations/operations.controller.js';
import { PaymentsController } from './payments/payments.controller.js';
import { ReconciliationController } from './payments/reconciliation.controller.js';
import { ReplayService } from './operations/replay.service.js';
import { StreamsController } from './operations/streams.controller.js';
import { UsersController } from './admin/users.controller.js';
import { AccountController } from './auth/account.controller.js';
import { AuthGuard } from './auth/auth.guard.js';
import { OneTimeTokensController } from './auth/one-time-tokens.controller.js';
import { JwksController } from './auth/jwks.controller.js';
import { SignInController } from './auth/sign-in.controller.js';
import type { GatewayConfig } from './config.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { BulkActionsController } from './orders/bulk-actions.controller.js';
import { OrderExports } from './orders/order-exports.js';
import { OrderStreams } from './orders/order-streams.js';
import { OrdersController } from './orders/orders.controller.js';
import { STREAM_LIMITS, streamLimits } from './orders/stream-limits.js';
import { TaxRatesController } from './orders/tax-rates.controller.js';
import { TimelinePoller } from './orders/timeline-poller.js';
import { ProductsController } from './products/products.controller.js';
import { ReservationsController } from './products/reservations.controller.js';
import { addAuditLog } from './admin/audit.hook.js';
import { addAccessLog, warnOfUnlistedProxy } from './edge/access-log.js';
import { useJsonBodyParser } from './edge/body-parser.js';
import { enableCors } from './edge/cors.js';
import { addEtags } from './edge/etag.js';
import { createHttpAdapter } from './edge/http-adapter.js';
import { ProblemFilter } from './edge/problem.filter.js';
import { addRequestContext } from './edge/request-context.js';
import { RouteTable } from './edge/route-table.js';
import { AccountLimitGuard, addRateLimits } from './rate-limits/rate-limit.js';
import { RateLimiter } from './rate-limits/rate-limiter.js';
import { SearchController } from './search/search.controller.js';
import { SearchService } from './search/search.service.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { serveDocs } from './openapi/docs-page.js';
import { serveStorefront } from './storefront/storefront.js';

@Module({})
export class GatewayModule {
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [PlatformModule.forGateway('client-gateway', config), RateLimitsModule.with(config)],
      controllers: [
        ProductsController,
        ReservationsController,
        PaymentsController,
        ReconciliationController,
        OrdersController,
        BulkActionsController,
        SearchController,
        TaxRatesController,
        SignInController,
        AccountController,
        OneTimeTokensController,
        UsersController,
        AuditLogController,
        InsightsController,
        InvoicesController,
        ShipmentsController,
        ReturnsController,
        NotificationsController,
        OperationsController,
        StreamsController,
        JwksController,
        WebhooksController,
      ],
      providers: [
        {
          provide: AuthGuard,
          inject: [Reflector, AccessTokens],
          useFactory: (reflector: Reflector, tokens: AccessTokens) =>
            new AuthGuard(reflector, tokens, new Set(config.CORS_ORIGINS)),
        },
        AuditForwarder,
        DeadLetterService,
        ReplayService,
        TimelinePoller,
        OrderStreams,
        OrderExports,
        SearchService,
        { provide: STREAM_LIMITS, useValue: streamLimits(config) },
      ],
    };
  }
}

/** Health probes and the JWKS (RFC 8615) are outside of the API prefix. */
const unprefixed = ['health/live', 'health/ready', '.well-known/jwks.json'];

/** Starts the gateway and resolves when it accepts requests. */
export function startGateway(
  config: GatewayConfig,
  adapter: FastifyAdapter = createHttpAdapter(config),
): Promise<RunningService> {
  return startService('client-gateway', GatewayModule.with(config), config, {
    adapter,
    connectionsPerNetwork: connectionsPerNetwork(config.TRUST_PROXY),
    prepare: (app) => prepareGateway(app, config),
  });
}

/** Everything between the socket and the controllers, in one list. */
export function prepareGateway(app: NestFastifyApplication, config: GatewayConfig): void {
  const fastify = app.getHttpAdapter().getInstance();
  const log = app.get<Logger>(LOGGER);
  app.setGlobalPrefix('api/v1', { exclude: unprefixed });
  app.useGlobalFilters(new ProblemFilter(new RouteTable(fastify), log));
  useJsonBodyParser(app, config.BODY_LIMIT);
  enableCors(app, config.CORS_ORIGINS);
  addRequestContext(app, config.REQUEST_TIMEOUT_MS);
  warnOfUnlistedProxy(fastify, log);
  addRateLimits(fastify, app.get(RateLimiter));
  // In this order: the account limit needs the authenticated account.
  app.useGlobalGuards(app.get(AuthGuard), app.get(AccountLimitGuard));
  app.useGlobalInterceptors(new ContextInterceptor((request) => request.requestContext));
  addEtags(fastify);
  addAccessLog(fastify, log);
  addAuditLog(fastify, app.get(AuditForwarder), log);
  serveDocs(app);
  if (config.STOREFRONT_DIR) serveStorefront(fastify, config.STOREFRONT_DIR);
}
