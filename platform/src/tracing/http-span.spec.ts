import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { guest } from '@orderwire/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { traceRequest } from './http-span.js';
import { type SpanAttributes, type SpanSpec, tracing } from './tracing.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('the span of a request', () => {
  const spans: (SpanSpec & { parent?: string; set: SpanAttributes; failed?: string; ended?: unknown })[] = [];
  beforeEach(() => {
    spans.length = 0;
    tracing.start({
      open(spec, { parent }) {
        const span: (typeof spans)[number] = { ...spec, ...(parent && { parent }), set: {} };
        spans.push(span);
        return {
          traceParent: 'ours',
          set: (more) => void (span.set = { ...span.set, ...more }),
          fail: (type) => void (span.failed = type),
          end: (error) => void (span.ended = error ?? 'well'),
        };
      },
      stop: async () => undefined,
    });
  });
  afterEach(() => tracing.stop());

  const request = (url: string | undefined) =>
    ({ method: 'GET', routeOptions: { url } }) as unknown as FastifyRequest;
  const response = (statusCode: number, state: Partial<ServerResponse> = {}) => {
    const sent = { headersSent: true, writableFinished: true, closed: false };
    const raw = Object.assign(new EventEmitter(), { statusCode, ...sent, ...state });
    return { raw } as unknown as FastifyReply & { raw: EventEmitter };
  };
  const traced = (correlationId: string, route: string | undefined, reply = response(200)) =>
    traceRequest({ correlationId, actor: guest, traceParent: traceparent }, request(route), reply);

  it('is a child of the client’s span where X-Request-Id is its trace id', () => {
    expect(traced(traceId, '/orders/:id').traceParent).toBe('ours');
    expect(spans).toMatchObject([
      { name: 'GET /orders/:id', kind: 'server', parent: traceparent, links: [] },
    ]);
  });

  it('links to the client’s span otherwise', () => {
    traced('abc', '/orders/:id');
    expect(spans).toMatchObject([{ links: [traceparent] }]);
    expect(spans[0]).not.toHaveProperty('parent');
  });

  it.each([
    [200, undefined],
    [404, undefined],
    [503, '503'],
  ])('ends when the response %p closes, and has failed: %p', (status, failed) => {
    const reply = response(status);
    traced('abc', '/orders', reply);
    expect(spans[0]).not.toHaveProperty('ended');
    reply.raw.emit('close');
    expect(spans).toMatchObject([{ ended: 'well', set: { 'http.response.status_code': status } }]);
    expect(spans[0]?.failed).toBe(failed);
  });

  it('has not failed when the client closes an event stream', () => {
    const reply = response(200, { writableFinished: false });
    traced('abc', '/orders/:id/stream', reply);
    reply.raw.emit('close');
    expect(spans).toMatchObject([{ ended: 'well', set: { 'orderwire.closed_by_client': true } }]);
    expect(spans[0]).not.toHaveProperty('failed');
  });

  it('ends at once for a client that left before the handler ran', () => {
    traced('abc', '/orders', response(200, { closed: true, headersSent: false, writableFinished: false }));
    expect(spans).toMatchObject([{ ended: 'well', set: { 'orderwire.closed_by_client': true } }]);
    expect(spans[0]?.set).not.toHaveProperty('http.response.status_code');
  });

  it.each(['/health/live', undefined])('there is none for the route %p', (route) => {
    expect(traced('abc', route).traceParent).toBe(traceparent);
    expect(spans).toEqual([]);
  });
});
