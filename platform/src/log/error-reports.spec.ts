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

  it('is sent with its code, and without addresses, ids, tokens and quoted values', async () => {
    const sent = next();
    const secret = 'mail to ada@example.com of "Ada Lovelace" failed: token=eyJhbGciOi.J1.x 4242424242424242';
    reports.report(Object.assign(new Error(secret), { code: '23505' }), { background_job: 'SendJob.run' });
    expect(await sent).toBe('sent');
    expect(JSON.stringify(received)).not.toMatch(/ada@|Lovelace|eyJ|4242/);
    expect(received[0]?.parts[2]).toMatchObject({ tags: { code: '23505', background_job: 'SendJob.run' } });
  });

  it('has frames without its message, also when the message has changed or looks like a frame', async () => {
    const changed = new Error('of\n    at Lovelace (ada:1:2)\n');
    changed.message = 'changed';
    for (const error of [changed, new Error('of\n    at Lovelace (ada:1:2)')]) {
      const sent = next();
      reports.report(error, {});
      expect(await sent).toBe('sent');
    }
    const text = JSON.stringify(received.map(({ parts }) => parts[2]?.['exception']));
    expect(text).not.toContain('"function":"Lovelace"');
    expect(text.match(/error-reports\.spec/g)?.length).toBeGreaterThan(1);
  });

  it('of a consumer is grouped by consumer and error, also when a contract declares it', async () => {
    const sent = next();
    reports.report(NotAllowed(), { consumer: 'orders_ms_settle_order' });
    expect(await sent).toBe('sent');
    expect(received[0]?.parts[2]).toMatchObject({
      fingerprint: ['{{ default }}', 'orders_ms_settle_order'],
      exception: { values: [{ type: 'Fault' }] },
    });
  });

  it.each<[string, unknown]>([
    ['an object without a prototype', Object.create(null)],
    ['an error whose message is an object', Object.assign(new Error(), { message: { ada: 'Lovelace' } })],
    ['undefined', undefined],
    ['a symbol', Symbol('Lovelace')],
    ['a text', 'of "Lovelace"'],
  ])('can be %s', async (_, thrown) => {
    const sent = next();
    reports.report(thrown, {});
    expect(await sent).toBe('sent');
    expect(JSON.stringify(received)).not.toContain('Lovelace');
  });

  it('that cannot be read, or whose outcome cannot be counted, disturbs nothing', async () => {
    const unreadable = Object.defineProperty({}, 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    for (let number = 0; number < 10; number++) reports.report(unreadable, {});
    expect(outcomes).toEqual(Array(10).fill('failed'));
    const counted = settled;
    settled = () => {
      throw new Error('no');
    };
    expect(() => reports.report(unreadable, {})).not.toThrow();
    settled = counted;
    const sent = next();
    reports.report(new Error('readable'), {});
    expect(await sent).toBe('sent');
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

it.each([
  ['column "tries" of \'Ada\' does not exist', 'column # does not exist'],
  ["the name 'lovelace' is taken", 'the name # is taken'],
  ["can't reach the shopper's name 'ada o'brien' now", 'can’t reach the shopper’s name #'],
  ['an open "quote of Ada', 'an open #'],
  ["'one' and \"Ada Lovelace", '#'],
  ['a “quoted” and a «quoted» name', 'a # name'],
  [
    'Unexpected token L, "{"name":"Ada Lovelace"}" is not valid JSON',
    'Unexpected token L, # is not valid JSON',
  ],
  ['name=Ada failed, name = Ada too, (name)=(Ada Lovelace)', 'name=# failed, name=# too, (name)=#'],
  ['user:ada at ada@example.com has 42 orders', 'user:# at # has # orders'],
])('of the text %s is sent: %s', (text, expected) => {
  expect(withoutValues(text)).toBe(expected);
});

it.each(['x'.repeat(200_000), '"'.repeat(200_000), '= '.repeat(100_000), "a'".repeat(100_000)])(
  'a text of 200 kB is shortened within milliseconds (case %#)',
  (text) => {
    const startedAt = performance.now();
    expect(withoutValues(text).length).toBeLessThanOrEqual(500);
    expect(performance.now() - startedAt).toBeLessThan(500);
  },
);
