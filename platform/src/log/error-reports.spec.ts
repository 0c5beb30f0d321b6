import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Internal, NotAllowed } from '@orderwire/contracts';
import { runInContext } from '../context/context.js';
import { createLogger } from './logger.js';
import { endpointOf, ErrorReports, type ReportOutcome, withoutValues } from './error-reports.js';

interface Received {
  url: string | undefined;
  auth: unknown;
  parts: Record<string, unknown>[];
}

describe('an unexpected error', () => {
  let server: Server;
  let received: Received[];
  let status: number;
  let reports: ErrorReports;
  let outcomes: ReportOutcome[];
  let settled: () => void;

  /** Resolves with the outcome of the next report. */
  const next = () =>
    new Promise<ReportOutcome | undefined>((done) => (settled = () => done(outcomes.at(-1))));
  const start = (port: number) =>
    reports.start({
      dsn: `http://public@127.0.0.1:${port}/sentry/42`,
      service: 'orders-ms',
      environment: 'test',
      log: createLogger('test', 'silent'),
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        settled();
      },
    });

  beforeEach(async () => {
    [received, outcomes, status, settled] = [[], [], 200, () => undefined];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const parts = body.trim().split('\n');
        received.push({
          url: request.url,
          auth: request.headers['x-sentry-auth'],
          parts: parts.map((part) => JSON.parse(part) as Record<string, unknown>),
        });
        response.writeHead(status).end('{}');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    reports = new ErrorReports();
    start((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('is sent as an event in an envelope, with service, correlation id, tags and stack', async () => {
    const sent = next();
    runInContext({ correlationId: 'c-1', actor: { role: 'system' } as never }, () =>
      reports.report(new TypeError('cannot read order'), { subject: 'orders.create' }),
    );
    expect(await sent).toBe('sent');
    const [{ url, auth, parts: [header, item, event] = [] } = {} as Received] = received;
    expect(url).toBe('/sentry/api/42/envelope/');
    expect(auth).toMatch(/^Sentry sentry_version=7, .*sentry_key=public$/);
    expect([header?.['event_id'], item]).toEqual([event?.['event_id'], { type: 'event' }]);
    expect(event).toMatchObject({
      event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      platform: 'node',
      level: 'error',
      environment: 'test',
      tags: { service: 'orders-ms', subject: 'orders.create', correlation_id: 'c-1' },
      exception: { values: [{ type: 'TypeError', value: 'cannot read order' }] },
    });
    const text = JSON.stringify(event);
    expect(text).toContain('error-reports.spec');
  });

  it('is sent without addresses, ids, tokens and quoted values', async () => {
    const sent = next();
    const secret = 'mail to ada@example.com of "Ada Lovelace" failed: token=eyJhbGciOi.J1.x 4242424242424242';
    reports.report(new Error(secret), { background_job: 'SendJob.run' });
    expect(await sent).toBe('sent');
    expect(JSON.stringify(received)).not.toMatch(/ada@|Lovelace|eyJ|4242/);
    expect(withoutValues('column "tries" of \'Ada\' does not exist')).toBe(
      'column "tries" of # does not exist',
    );
  });

  it('is one that no contract declares: faults and an unavailable database are not reported', async () => {
    reports.report(NotAllowed(), {});
    reports.report(Object.assign(new Error('starting up'), { code: '57P03' }), {});
    const sent = next();
    reports.report(Internal(), {});
    expect(await sent).toBe('sent');
    expect(received).toHaveLength(1);
  });

  it('is counted and dropped when there are more than 30 a minute', async () => {
    for (let number = 0; number < 30; number++) {
      const sent = next();
      reports.report(new Error('again'), {});
      expect(await sent).toBe('sent');
    }
    reports.report(new Error('again'), {});
    expect(outcomes.at(-1)).toBe('dropped');
    expect(received).toHaveLength(30);
  });

  it('disturbs nothing when the server refuses it or is away', async () => {
    status = 429;
    const refused = next();
    reports.report(new Error('refused'), {});
    expect(await refused).toBe('failed');
    start(1);
    const away = next();
    reports.report(new Error('away'), {});
    expect(await away).toBe('failed');
  });

  it('is not sent without a DSN', () => {
    reports.stop();
    reports.report(new Error('off'), {});
    expect([outcomes, received]).toEqual([[], []]);
  });
});

it.each(['https://sentry.example/42', 'https://key@sentry.example', 'ftp://key@sentry.example/1', 'key'])(
  '%s is no DSN, and the error does not repeat it',
  (dsn) => {
    expect(() => endpointOf(dsn)).toThrow(/^must be like https:/);
  },
);
