import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { type Context, runInContext } from '../context/context.js';
import { readTraceParent, traceIdOf } from './trace-parent.js';
import { tracing } from './tracing.js';

/**
 * Opens the span of a request, which ends with its response, and returns the context of what the
 * request causes. The client's span is its parent where `X-Request-Id` is the client's trace id, and a
 * link otherwise. The client's `sampled` flag is not used.
 */
export function traceRequest(context: Context, request: FastifyRequest, reply: FastifyReply): Context {
  const route = request.routeOptions.url;
  if (!tracing.isActive || route === undefined || route.startsWith('/health')) return context;
  const { correlationId, traceParent: client } = context;
  const traceId = traceIdOf(correlationId);
  const isParent = readTraceParent(client)?.traceId === traceId;
  const span = tracing.open(
    {
      name: `${request.method} ${route}`,
      kind: 'server',
      attributes: { 'http.request.method': request.method, 'http.route': route },
      links: client && !isParent ? [client] : [],
    },
    { traceId, correlationId, ...(client && isParent && { parent: client }) },
  );
  if (!span) return context;
  const end = (): void => {
    const { statusCode, headersSent, writableFinished } = reply.raw;
    if (headersSent) span.set({ 'http.response.status_code': statusCode });
    // The client is gone, as at the end of every event stream.
    if (!writableFinished) span.set({ 'orderwire.closed_by_client': true });
    if (headersSent && statusCode >= 500) span.fail(String(statusCode));
    span.end();
  };
  if (reply.raw.closed) end();
  else reply.raw.once('close', end);
  return { ...context, traceParent: span.traceParent };
}

/** Runs handlers in the context of their request, and opens its span. Interceptors run after the guards. */
export class ContextInterceptor implements NestInterceptor {
  /** `contextOf`: null where none is needed. */
  constructor(private readonly contextOf: (request: FastifyRequest) => Context | null) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const context = this.contextOf(request);
    if (!context) return next.handle();
    // The observable of handle() keeps the context in which handle() was called.
    return runInContext(traceRequest(context, request, http.getResponse<FastifyReply>()), () =>
      next.handle(),
    );
  }
}
