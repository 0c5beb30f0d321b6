import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningMailbox, startMailbox } from '../src/index.js';
import { send } from './sender.js';

const HOSTILE = '"><script>alert(1)</script>';

let mailbox: RunningMailbox;
beforeEach(async () => {
  mailbox = await startMailbox();
});
afterEach(() => mailbox.close());

const get = (path: string): Promise<Response> => fetch(`${mailbox.url}${path}`);

async function sendHostile(): Promise<string> {
  await send(mailbox.smtpUrl, {
    from: `"${HOSTILE.replaceAll('"', '')}" <a@example.com>`,
    subject: HOSTILE,
    text: HOSTILE,
    html: `<script>alert(2)</script><img src="https://tracker.example/x.gif"><base href="https://evil.example/">`,
    headers: { 'X-Note': HOSTILE, 'List-Unsubscribe': `<https://a.example/${HOSTILE}>` },
    attachments: [
      { filename: `${HOSTILE}\r\nx.html`, content: '<script>alert(3)</script>', contentType: 'text/html' },
    ],
  });
  return (await mailbox.messages())[0]?.id ?? '';
}

describe('what a mail contains', () => {
  it('is escaped on every page', async () => {
    const id = await sendHostile();
    for (const path of [
      '/',
      `/?search=${encodeURIComponent(HOSTILE)}`,
      ...['html', 'text', 'headers'].map((view) => `/messages/${id}?view=${view}`),
    ]) {
      const page = await (await get(path)).text();
      expect([path, page.includes('<script>alert')]).toEqual([path, false]);
      expect([path, page.includes('&lt;script&gt;alert')]).toEqual([path, true]);
    }
  });

  it('is HTML only in a document without scripts, forms, remote content and origin', async () => {
    const id = await sendHostile();
    const response = await get(`/messages/${id}/html`);
    const policy = response.headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    );
    expect(policy.at(-1)).toBe('sandbox allow-popups allow-popups-to-escape-sandbox');
    expect(policy.join()).not.toMatch(/https?:|script-src|allow-scripts|allow-same-origin/);
    expect(await response.text()).toMatch(/^<!doctype html><meta charset="utf-8"><base target="_blank">/);
    const frame = /<iframe[^>]*>/.exec(await (await get(`/messages/${id}`)).text())?.[0];
    expect(frame).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  });

  it('is saved and never shown as an attachment', async () => {
    const id = await sendHostile();
    const response = await get(`/api/messages/${id}/attachments/0`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment; filename\*=UTF-8''[\w%.~-]+$/),
    });
    expect(await response.text()).toBe('<script>alert(3)</script>');
    expect((await get(`/api/messages/${id}/attachments/1`)).status).toBe(404);
  });
});

describe('the pages', () => {
  it('link web addresses of the text, in a new window', async () => {
    await send(mailbox.smtpUrl, { html: '', text: 'Open https://shop.example/orders/1?token=a&b "now"' });
    const [message] = await mailbox.messages();
    expect(await (await get(`/messages/${message?.id}`)).text()).toContain(
      '<a href="https://shop.example/orders/1?token=a&amp;b" target="_blank" rel="noopener noreferrer"',
    );
  });

  it('allow no script and no style but their own', async () => {
    const policy = (await get('/')).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'/);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('show that fault injection is on', async () => {
    expect(await (await get('/')).text()).not.toContain('Fault injection is on');
    const init = { method: 'PUT', headers: { 'content-type': 'application/json' } };
    await fetch(`${mailbox.url}/api/faults`, { ...init, body: '{"rules":[{"at":"rcpt","code":450}]}' });
    expect(await (await get('/')).text()).toContain('Fault injection is on: 1 rule');
  });
});

describe('the Host header', () => {
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const outgoing = request(`${mailbox.url}/api/messages`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject).end();
    });

  it.each(['localhost', '127.0.0.1:3008', '[::1]:3008', 'mailbox:3008'])('may be %s', async (host) => {
    expect(await statusFor(host)).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:3008',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'a@127.0.0.1',
  ])('may not be %s, which DNS rebinding could use', async (host) => expect(await statusFor(host)).toBe(403));
});
