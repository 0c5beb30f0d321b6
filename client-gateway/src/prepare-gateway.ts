import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, LOGGER } from '@orderwire/platform';
import { AuditNotes } from './audit/audit-notes.js';
import { noteRequests } from './audit/note-requests.js';
import type { GatewayConfig } from './config.js';
import { ContractPipe } from './contract.pipe.js';
import { logAccess } from './http/access-log.js';
import { parseOnlyJson } from './http/body-parser.js';
import { allowOrigins } from './http/cors.js';
import { answerConditionally } from './http/etag.js';
import { giveContext } from './http/request-context.js';
import { RouteTable } from './http/route-table.js';
import { IdentityGuard } from './identity/identity.guard.js';
import { InContext } from './identity/in-context.interceptor.js';
import { AccountLimitGuard } from './limits/account-limit.guard.js';
import { limitRequests } from './limits/limit-requests.js';
import { Limits } from './limits/limits.js';
import { serveDocs } from './openapi/docs-page.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** Where the API lives; health stays at the root, where orchestrators look for it, and the keys where RFC 8615 has them. */
export const API_PREFIX = 'api/v1';

/** Everything between the socket and the controllers, in one list. */
export function prepareGateway(app: NestFastifyApplication, config: GatewayConfig): void {
  const fastify = app.getHttpAdapter().getInstance();
  const log = app.get<Logger>(LOGGER);
  app.setGlobalPrefix(API_PREFIX, { exclude: ['health/live', 'health/ready', '.well-known/jwks.json'] });
  app.useGlobalPipes(new ContractPipe());
  app.useGlobalFilters(new ProblemFilter(new RouteTable(fastify), log));
  parseOnlyJson(app, config.BODY_LIMIT);
  allowOrigins(app, config.CORS_ORIGINS);
  giveContext(app, config.REQUEST_TIMEOUT_MS);
  limitRequests(fastify, app.get(Limits));
  // In this order: an account is known before its requests are counted, and handlers run with both.
  app.useGlobalGuards(app.get(IdentityGuard), app.get(AccountLimitGuard));
  app.useGlobalInterceptors(new InContext());
  answerConditionally(fastify);
  logAccess(fastify, log);
  noteRequests(fastify, app.get(AuditNotes), log);
  serveDocs(app);
}
