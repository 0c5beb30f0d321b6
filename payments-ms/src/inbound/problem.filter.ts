import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

const METHODS = ['GET', 'POST'] as const;

/** Lets every HTTP error leave as RFC 9457 problem+json with the request's id. What nobody expected stays inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const report = reportOf(error);
    if (report) return void reply.status(503).send(report);
    const allowed = statusOf(error) === 404 ? methodsOf(request) : [];
    const status = allowed.length > 0 ? 405 : statusOf(error);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    if (status === 503) reply.header('retry-after', '1');
    reply
      .status(status)
      .type('application/problem+json')
      .header('x-content-type-options', 'nosniff')
      .send({
        type: 'about:blank',
        title: STATUS_CODES[status] ?? 'Error',
        status,
        detail: allowed.length > 0 ? `Only ${allowed.join(', ')} is possible here.` : detailOf(error, status),
        correlationId: request.id,
      });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function detailOf(error: unknown, status: number): string {
  if (status === 404) return 'There is nothing at this address.';
  return error instanceof Error && status !== 500 ? error.message : 'Something went wrong on our side.';
}

/** The readiness report, which is an answer of its own. */
function reportOf(error: unknown): object | undefined {
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  return typeof body === 'object' && 'parts' in body ? body : undefined;
}

/** The methods that the request's address does have. */
function methodsOf(request: FastifyRequest): string[] {
  const url = request.url.split('?', 1)[0] ?? '/';
  return METHODS.filter((method) => request.server.hasRoute({ url, method }));
}
