import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Headers, type TraceSpan } from '@orderwire/contracts';
import { waitUntil } from '@orderwire/test-kit';
import { Metrics, readTrace, traceIdOf } from '../src/index.js';
import { Book } from './sample-service.js';
import { SampleWorld } from './sample-world.js';

/** The `traceparent` of a caller, in the trace of a correlation id. */
const callerOf = (correlationId: string, flags = '01'): string =>
  `00-${traceIdOf(correlationId)}-b7ad6b7169203331-${flags}`;

describe('the trace of a request', () => {
  let world: SampleWorld;
  let correlationId: string;
  beforeAll(async () => {
    world = await SampleWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    correlationId = randomUUID();
  });
  afterEach(() => world.stop());

  const book = (traceParent = callerOf(correlationId), amount = 5) =>
    world.request(Book, { account: correlationId, amount }, { correlationId, traceParent });
  const stored = async (): Promise<TraceSpan[]> => {
    const { lines } = await readTrace(world.link, traceIdOf(correlationId));
    return lines.map((line) => JSON.parse(line) as TraceSpan);
  };
  /** The headers of the event that the request published. */
  const headersOfEvent = async (): Promise<Record<string, string>> => {
    const rows = await world.rows<{ headers: string }>('SELECT headers FROM messaging.outbox');
    const all = rows.map(({ headers }) => JSON.parse(headers) as Record<string, string>);
    return all.find((headers) => headers[Headers.correlationId] === correlationId) ?? {};
  };
  const storedWith = (name: string): Promise<TraceSpan[]> =>
    waitUntil(stored, (spans) => spans.some((span) => span.name === name));
  const exported = async (outcome: string): Promise<number> => {
    const { body } = await world.get(Metrics).page();
    return Number(
      new RegExp(`^orderwire_trace_spans_total\\{.*outcome="${outcome}".*\\} (\\d+)$`, 'm').exec(body)?.[1] ??
        0,
    );
  };

  it('goes from the request through SQL, outbox, stream and consumer, and each span names its cause', async () => {
    await world.start({ TRACE_STORE: true });
    await book();
    const spans = await storedWith('process sample.booked');
    const named = (name: string, kind?: TraceSpan['kind']): TraceSpan => {
      const found = spans.find((span) => span.name === name && (!kind || span.kind === kind));
      if (!found) throw new Error(`no span ${name} in ${spans.map((span) => span.name).join(', ')}`);
      return found;
    };
    // The client of the spec runs in this process too.
    const client = named('sample.book', 'client');
    expect(client.parentId).toBe('b7ad6b7169203331');
    const server = named('sample.book', 'server');
    expect(server).toMatchObject({ service: 'sample-ms', parentId: client.spanId });
    const transaction = spans.find(({ parentId }) => parentId === server.spanId);
    expect(transaction).toMatchObject({ name: 'transaction', failed: false });
    for (const name of ['sample.add', 'create sample.booked', 'outbox.insert', 'COMMIT'])
      expect(named(name).parentId).toBe(transaction?.spanId);
    const creation = named('create sample.booked');
    expect(named('process sample.booked')).toMatchObject({
      kind: 'consumer',
      parentId: creation.spanId,
      attributes: { 'messaging.destination.name': 'sample.booked' },
    });
    // It links to the creation, which stays the parent of the consumer's.
    expect((await storedWith('send')).find(({ name }) => name === 'send')).toMatchObject({
      parentId: null,
      attributes: { 'messaging.batch.message_count': 1, 'orderwire.correlation_id': correlationId },
    });
  });

  it('says which error ended a span, and that a fault of the contract is no failure', async () => {
    await world.start({ TRACE_STORE: true });
    await expect(book(undefined, -5)).rejects.toThrow('not enough');
    const spans = await storedWith('sample.book');
    expect(spans.find(({ name }) => name === 'sample.book')).toMatchObject({
      failed: false,
      attributes: { 'error.type': 'sample.overdrawn' },
    });
  });

  it('has no spans when it is not sampled, whatever flag the caller sent', async () => {
    await world.start({ TRACE_STORE: true, OTEL_TRACES_SAMPLER_ARG: 0 });
    await book();
    expect((await headersOfEvent())['traceparent']).toMatch(/-00$/);
    await world.stop();
    expect(await stored()).toEqual([]);
  });

  it('is passed on as the caller sent it while there are no spans', async () => {
    await world.start();
    await book();
    expect(await headersOfEvent()).toMatchObject({ traceparent: callerOf(correlationId) });
    await world.stop();
    expect(await stored()).toEqual([]);
  });

  it('is cut at 512 KiB, and says so', async () => {
    for (let part = 0; part < 3; part++)
      world.link.connection.publish(`traces.${traceIdOf(correlationId)}`, 'x'.repeat(200 * 1024));
    const { lines } = await waitUntil(
      () => readTrace(world.link, traceIdOf(correlationId)),
      ({ isCut }) => isCut,
    );
    expect(lines).toHaveLength(2);
  });

  describe('with a receiver of OTLP', () => {
    let receiver: Server;
    let received: { url?: string | undefined; authorization?: string | undefined; body: string }[];
    beforeEach(async () => {
      received = [];
      receiver = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const { authorization } = request.headers;
          received.push({ url: request.url, authorization, body: Buffer.concat(parts).toString() });
          response.setHeader('content-type', 'application/json').end('{}');
        });
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => void (receiver.closeAllConnections(), receiver.close()));
    const endpoint = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/base/`;

    it('sends the spans there, with the configured headers', async () => {
      const headers = { authorization: 'Basic abc' };
      await world.start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(), OTEL_EXPORTER_OTLP_HEADERS: headers });
      await book();
      await waitUntil(
        async () => received.map(({ body }) => body).join('\n'),
        (bodies) => bodies.includes('process sample.booked'),
      );
      expect(received[0]).toMatchObject({ url: '/base/v1/traces', authorization: 'Basic abc' });
      expect(received.map(({ body }) => body).join('\n')).toContain(traceIdOf(correlationId));
      await waitUntil(
        () => exported('sent'),
        (count) => count > 0,
      );
    });

    it('handles requests as always while it cannot be reached', async () => {
      const gone = endpoint();
      receiver.close();
      await world.start({ OTEL_EXPORTER_OTLP_ENDPOINT: gone });
      expect(await book()).toEqual({ balance: 5 });
      await waitUntil(
        () => exported('failed'),
        (count) => count > 0,
      );
      expect(await book()).toEqual({ balance: 10 });
    });
  });
});
