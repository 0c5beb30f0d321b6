import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { correlationIdFrom, type ServiceOptions } from '@orderwire/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The largest accepted body, in bytes; Stripe's events are a few kilobytes. */
const BODY_LIMIT = 512 * 1024;
const METHODS = ['GET', 'POST'] as const;

/** HTTP options: bodies stay the signed bytes, and errors are problem+json. */
export function httpOptions(): ServiceOptions {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // The URL of the webhook is typed into Stripe's dashboard.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    genReqId: ({ headers }: IncomingMessage) => {
      const id = headers['x-request-id'];
      return correlationIdFrom(typeof id === 'string' ? id : undefined);
    },
  });
  return { adapter, prepare };
}

function prepare(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  app.useBodyParser('*', { bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
  app.useGlobalFilters(new ProblemFilter());
}

/** Errors become RFC 9457 problem+json with the request's id. Unexpected errors show no details. */
@Catch()
class ProblemFilter implements ExceptionFilter<unknown> {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const report = readinessReport(error);
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
        detail:
          allowed.length > 0 ? `This URL supports only ${allowed.join(', ')}.` : detailOf(error, status),
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
  if (status === 404) return 'No resource has this URL.';
  return error instanceof Error && status !== 500 ? error.message : 'An internal error occurred.';
}

/** The readiness report is a response of its own. */
function readinessReport(error: unknown): object | undefined {
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  return typeof body === 'object' && 'parts' in body ? body : undefined;
}

/** The methods that the request's URL supports. */
function methodsOf(request: FastifyRequest): string[] {
  const path = (request.url.split('?', 1)[0] ?? '/').replace(/\/{2,}/g, '/');
  const url = path.replace(/(.)\/$/, '$1');
  return METHODS.filter((method) => request.server.hasRoute({ url, method }));
}
