import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Context, correlationIdFrom } from '../context/context.js';
import { readTraceParent, traceIdOf } from './trace-parent.js';
import { tracing } from './tracing.js';

/**
 * The correlation id of a request: `X-Request-Id`, else the trace id of `traceparent`, else a new one.
 */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const { 'x-request-id': given, traceparent } = headers;
  const traceId = typeof traceparent === 'string' ? readTraceParent(traceparent)?.traceId : undefined;
  return correlationIdFrom((typeof given === 'string' && given) || traceId);
}

/**
 * Opens the span of a request, which ends with its response, and returns the context of what the
 * request causes. The client's span is its parent where the trace is that of the correlation id, and a
 * link otherwise. Whether the trace is sampled is not the client's choice.
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
  reply.raw.once('close', () => {
    const { statusCode, writableFinished } = reply.raw;
    span.set({ 'http.response.status_code': statusCode });
    if (statusCode >= 500) span.end({ name: String(statusCode) });
    else if (!writableFinished) span.end({ name: 'aborted' });
    else span.end();
  });
  return { ...context, traceParent: span.traceParent };
}
