import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { Fault } from '@orderwire/contracts';
import { errorReports, type Logger } from '@orderwire/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from './access-log.js';
import type { RouteTable } from './route-table.js';
import { sendProblem } from './problem.js';
import { METHOD_NOT_ALLOWED, NO_SUCH_ROUTE, HttpProblem, toHttpProblem } from './http-problem.js';

/** Turns every error into a problem response. Unexpected errors are logged in full. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(
    private readonly routes: RouteTable,
    private readonly log: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const known = this.expectedError(error, request);
    if (!(known instanceof Fault) && !(known instanceof HttpProblem)) {
      const route = request.routeOptions.url;
      this.log.error({ err: error, correlationId: request.id, route }, 'request failed');
      errorReports.report(error, { ...(route && { route }) }, request.id);
    } else if (known instanceof Fault && known.kind === 'internal')
      this.log.error({ err: known, details: known.details, correlationId: request.id }, 'a service failed');
    if (!reply.sent) sendProblem(request, reply, known);
  }

  private expectedError(error: unknown, request: FastifyRequest): unknown {
    if (error instanceof Fault) return error;
    const problem = toHttpProblem(error);
    if (!(problem instanceof HttpProblem) || problem.code !== NO_SUCH_ROUTE.code) return problem;
    const allowed = this.routes.methodsOf(pathOf(request.url));
    return allowed.length > 0 ? new HttpProblem(METHOD_NOT_ALLOWED, { allow: allowed.join(', ') }) : problem;
  }
}
