import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { guest } from '@orderwire/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestIdOf, traceRequest } from './http-span.js';
import { traceIdOf } from './trace-parent.js';
import { type SpanAttributes, type SpanSpec, tracing } from './tracing.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('the correlation id of a request', () => {
  it('is its X-Request-Id', () => {
    expect(requestIdOf({ 'x-request-id': 'abc', traceparent })).toBe('abc');
  });

  it('is the trace id of its traceparent where it has no X-Request-Id, so that both are one trace', () => {
    expect(requestIdOf({ traceparent })).toBe(traceId);
    expect(traceIdOf(requestIdOf({ traceparent }))).toBe(traceId);
  });

  it.each([{}, { 'x-request-id': 'a b' }, { traceparent: 'x' }])('is a new one for %p', (headers) => {
    expect(requestIdOf(headers)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the span of a request', () => {
  const spans: (SpanSpec & { parent?: string; set: SpanAttributes; ended?: unknown })[] = [];
  beforeEach(() => {
    spans.length = 0;
    tracing.start({
      open(spec, { parent }) {
        const span: (typeof spans)[number] = { ...spec, ...(parent && { parent }), set: {} };
        spans.push(span);
        return {
          traceParent: 'ours',
          set: (more) => void (span.set = { ...span.set, ...more }),
          end: (error) => void (span.ended = error ?? 'well'),
        };
      },
      stop: async () => undefined,
    });
  });
  afterEach(() => tracing.stop());

  const request = (url: string | undefined) =>
    ({ method: 'GET', routeOptions: { url } }) as unknown as FastifyRequest;
  const response = (statusCode: number, writableFinished = true) => {
    const raw = Object.assign(new EventEmitter(), { statusCode, writableFinished });
    return { raw } as unknown as FastifyReply & { raw: EventEmitter };
  };
  const traced = (correlationId: string, route: string | undefined, reply = response(200)) =>
    traceRequest({ correlationId, actor: guest, traceParent: traceparent }, request(route), reply);

  it('is a child of the client’s span where both are one trace', () => {
    expect(traced(traceId, '/orders/:id').traceParent).toBe('ours');
    expect(spans).toMatchObject([
      { name: 'GET /orders/:id', kind: 'server', parent: traceparent, links: [] },
    ]);
  });

  it('links to the client’s span where X-Request-Id says another trace', () => {
    traced('abc', '/orders/:id');
    expect(spans).toMatchObject([{ links: [traceparent] }]);
    expect(spans[0]).not.toHaveProperty('parent');
  });

  it.each([
    [200, true, 'well'],
    [404, true, 'well'],
    [503, true, { name: '503' }],
    [200, false, { name: 'aborted' }],
  ])('ends when the response %p closes (finished: %p)', (status, finished, ended) => {
    const reply = response(status, finished);
    traced('abc', '/orders', reply);
    expect(spans[0]).not.toHaveProperty('ended');
    reply.raw.emit('close');
    expect(spans).toMatchObject([{ ended, set: { 'http.response.status_code': status } }]);
  });

  it.each(['/health/live', undefined])('there is none for the route %p', (route) => {
    expect(traced('abc', route).traceParent).toBe(traceparent);
    expect(spans).toEqual([]);
  });
});
