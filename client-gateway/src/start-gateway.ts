import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, LOGGER, type RunningService, startService } from '@orderwire/platform';
import { AuditForwarder } from './admin/audit-forwarder.js';
import { addAuditLog } from './admin/audit.hook.js';
import { AuthGuard } from './auth/auth.guard.js';
import type { GatewayConfig } from './config.js';
import { addAccessLog } from './edge/access-log.js';
import { useJsonBodyParser } from './edge/body-parser.js';
import { ContractPipe } from './edge/contract.pipe.js';
import { enableCors } from './edge/cors.js';
import { addEtags } from './edge/etag.js';
import { createHttpAdapter } from './edge/http-adapter.js';
import { ProblemFilter } from './edge/problem.filter.js';
import { addRequestContext, ContextInterceptor } from './edge/request-context.js';
import { RouteTable } from './edge/route-table.js';
import { GatewayModule } from './gateway.module.js';
import { AccountLimitGuard, addRateLimits } from './limits/rate-limit.js';
import { RateLimiter } from './limits/rate-limiter.js';
import { serveDocs } from './openapi/docs-page.js';

/** Health probes and the JWKS (RFC 8615) are outside of the API prefix. */
const unprefixed = ['health/live', 'health/ready', '.well-known/jwks.json'];

/** Starts the gateway and resolves when it accepts requests. */
export function startGateway(
  config: GatewayConfig,
  adapter: FastifyAdapter = createHttpAdapter(config),
): Promise<RunningService> {
  return startService('client-gateway', GatewayModule.with(config), config, {
    adapter,
    prepare: (app) => prepareGateway(app, config),
  });
}

/** Everything between the socket and the controllers, in one list. */
export function prepareGateway(app: NestFastifyApplication, config: GatewayConfig): void {
  const fastify = app.getHttpAdapter().getInstance();
  const log = app.get<Logger>(LOGGER);
  app.setGlobalPrefix('api/v1', { exclude: unprefixed });
  app.useGlobalPipes(new ContractPipe());
  app.useGlobalFilters(new ProblemFilter(new RouteTable(fastify), log));
  useJsonBodyParser(app, config.BODY_LIMIT);
  enableCors(app, config.CORS_ORIGINS);
  addRequestContext(app, config.REQUEST_TIMEOUT_MS);
  addRateLimits(fastify, app.get(RateLimiter));
  // In this order: the account limit needs the authenticated account.
  app.useGlobalGuards(app.get(AuthGuard), app.get(AccountLimitGuard));
  app.useGlobalInterceptors(new ContextInterceptor());
  addEtags(fastify);
  addAccessLog(fastify, log);
  addAuditLog(fastify, app.get(AuditForwarder), log);
  serveDocs(app);
}
