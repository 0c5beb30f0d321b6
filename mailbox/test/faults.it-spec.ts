import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FaultRule, type RunningMailbox, startMailbox } from '../src/index.js';
import { failure, send } from './sender.js';

let mailbox: RunningMailbox;
beforeEach(async () => {
  mailbox = await startMailbox();
});
afterEach(() => mailbox.close());

const faults = async (method: string, rules?: Partial<FaultRule>[]): Promise<Response> =>
  fetch(`${mailbox.url}/api/faults`, {
    method,
    ...(rules && { body: JSON.stringify({ rules }), headers: { 'content-type': 'application/json' } }),
  });
const received = async (): Promise<number> => (await mailbox.messages()).length;

describe('a fault', () => {
  it.each([
    ['rcpt', 450],
    ['rcpt', 550],
    ['data', 421],
    ['data', 554],
    ['connect', 421],
  ] as const)('at %s answers %i, and the mail is not stored', async (at, code) => {
    await faults('PUT', [{ at, code, message: 'Not now' }]);
    expect(await failure(mailbox.smtpUrl)).toMatchObject({
      responseCode: code,
      message: expect.stringContaining('Not now'),
    });
    expect(await received()).toBe(0);
  });

  it.each(['ADA@example.com', 'example.com'])('for %s leaves other addresses alone', async (to) => {
    await faults('PUT', [{ at: 'rcpt', to, code: 550 }]);
    expect(await failure(mailbox.smtpUrl, { to: 'Ada@Example.com' })).toMatchObject({ responseCode: 550 });
    await send(mailbox.smtpUrl, { to: 'ada@example.com.au' });
    expect(await received()).toBe(1);
  });

  it('for the next two times ends by itself and is counted', async () => {
    await faults('PUT', [{ at: 'data', code: 451, times: 2 }]);
    for (const time of ['first', 'second'])
      expect([time, await failure(mailbox.smtpUrl)]).toMatchObject([time, { responseCode: 451 }]);
    await send(mailbox.smtpUrl);
    expect(await (await faults('GET')).json()).toMatchObject({ rules: [{ injected: 2, times: 2 }] });
  });

  it('ends with DELETE', async () => {
    await faults('PUT', [{ at: 'connect', disconnect: true }]);
    expect(await failure(mailbox.smtpUrl)).toMatchObject({ code: expect.stringMatching(/ECONN|ESOCKET/) });
    await faults('DELETE');
    await send(mailbox.smtpUrl);
  });

  it.each(['rcpt', 'data'] as const)('at %s closes the connection instead of a reply', async (at) => {
    await faults('PUT', [{ at, disconnect: true }]);
    const error = await failure(mailbox.smtpUrl);
    expect(error).toMatchObject({ code: expect.stringMatching(/ECONN|ESOCKET/) });
    expect(error).not.toHaveProperty('responseCode', expect.any(Number));
    expect(await received()).toBe(0);
  });

  it('that loses the reply keeps the mail', async () => {
    await faults('PUT', [{ at: 'data', disconnect: true, stored: true }]);
    expect(await failure(mailbox.smtpUrl)).toMatchObject({ code: expect.stringMatching(/ECONN|ESOCKET/) });
    expect(await received()).toBe(1);
  });

  it('that delays ends with the mailbox', async () => {
    await faults('PUT', [{ at: 'rcpt', delayMs: 300_000 }]);
    const sending = failure(mailbox.smtpUrl);
    const injected = async (): Promise<unknown> => (await faults('GET')).json();
    while (!JSON.stringify(await injected()).includes('"injected":1')) await new Promise(setImmediate);
    await mailbox.close();
    expect(await sending).toBeInstanceOf(Error);
  });

  it('that delays accepts the mail afterwards', async () => {
    await faults('PUT', [{ at: 'data', delayMs: 200 }]);
    const began = performance.now();
    await send(mailbox.smtpUrl);
    expect(performance.now() - began).toBeGreaterThan(190);
    expect(await received()).toBe(1);
  });

  it.each<Partial<FaultRule>[]>([
    [{ at: 'rcpt' }],
    [{ at: 'rcpt', code: 250 }],
    [{ at: 'rcpt', code: 450, disconnect: true }],
    [{ at: 'rcpt', code: 450, stored: true }],
    [{ at: 'connect', code: 450, to: 'example.com' }],
    [{ at: 'data', code: 450, message: 'two\r\nlines' }],
  ])('without a meaning is rejected: %j', async (rule) => {
    expect((await faults('PUT', [rule])).status).toBe(400);
  });
});
