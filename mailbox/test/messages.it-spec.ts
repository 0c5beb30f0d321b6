import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningMailbox, startMailbox } from '../src/index.js';
import { failure, MAIL, send } from './sender.js';

let mailbox: RunningMailbox;
beforeEach(async () => {
  mailbox = await startMailbox();
});
afterEach(() => mailbox.close());

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${mailbox.url}${path}`, init);
const list = async (query = ''): Promise<{ subject: string; id: string }[]> =>
  ((await (await get(`/api/messages${query}`)).json()) as { data: { subject: string; id: string }[] }).data;

describe('a mail', () => {
  it('is listed with its envelope and the headers of an unsubscription, and read with its parts', async () => {
    const unsubscribe = '<https://shop.example/unsubscribe?token=abc>';
    await send(mailbox.smtpUrl, {
      bcc: 'audit@example.com',
      messageId: '<order-1@orderwire.example>',
      headers: { 'List-Unsubscribe': unsubscribe, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      attachments: [{ filename: 'invoice.pdf', content: 'PDF', contentType: 'application/pdf' }],
    });
    const [summary] = await list();
    expect(summary).toMatchObject({
      messageId: '<order-1@orderwire.example>',
      from: MAIL.from,
      to: ['ada@example.com', 'audit@example.com'],
      returnPath: 'orders@orderwire.example',
      subject: MAIL.subject,
      receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      headers: { 'list-unsubscribe': unsubscribe, 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' },
    });
    expect(summary).not.toHaveProperty('raw');
    const message: unknown = await (await get(`/api/messages/${summary?.id}`)).json();
    expect(message).toMatchObject({
      text: expect.stringContaining(MAIL.text),
      html: expect.stringContaining(MAIL.html),
      headers: { 'mime-version': '1.0', subject: MAIL.subject },
      attachments: [{ filename: 'invoice.pdf', contentType: 'application/pdf', size: 3 }],
    });
    expect(await mailbox.messages()).toEqual([message]);
    const raw = await get(`/api/messages/${summary?.id}/raw`);
    expect(raw.headers.get('content-type')).toBe('message/rfc822');
    expect(await raw.text()).toMatch(
      /^From: Orderwire <orders@orderwire\.example>\r\n[^]*Content-Type: multipart\/mixed/m,
    );
  });

  it('in another language is decoded', async () => {
    await send(mailbox.smtpUrl, { subject: 'Bestätigung für Ihre Bestellung 注文', text: 'Grüße' });
    expect((await mailbox.messages())[0]).toMatchObject({
      subject: 'Bestätigung für Ihre Bestellung 注文',
      text: expect.stringContaining('Grüße'),
    });
  });

  it('without any header is accepted', async () => {
    await send(mailbox.smtpUrl, {
      envelope: { from: 'a@example.com', to: 'b@example.com' },
      raw: 'just text',
    });
    const [message] = await mailbox.messages();
    expect(message).toMatchObject({ subject: '', from: 'a@example.com', to: ['b@example.com'] });
  });

  it('with 1,001 parts is kept, and says why it cannot be parsed', async () => {
    const parts = '--x\r\nContent-Type: text/plain\r\n\r\npart\r\n'.repeat(1_001);
    const raw = `Subject: parts\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${parts}--x--\r\n`;
    await send(mailbox.smtpUrl, { envelope: { from: 'a@example.com', to: 'b@example.com' }, raw });
    const [message] = await mailbox.messages();
    expect(message).toMatchObject({
      subject: 'parts',
      text: null,
      problem: expect.stringMatching(/parts|nodes/i),
    });
    expect(await (await get(`/messages/${message?.id}`)).text()).toContain('cannot be parsed');
  });
});

describe('the list of messages', () => {
  it('is newest first, and selects by recipient, subject, time and number', async () => {
    await send(mailbox.smtpUrl, { to: 'ada@example.com', subject: 'Paid' });
    await send(mailbox.smtpUrl, { to: 'Bob@example.com', subject: 'Shipped' });
    const subjects = async (query: string): Promise<string[]> =>
      (await list(query)).map(({ subject }) => subject);
    expect(await subjects('')).toEqual(['Shipped', 'Paid']);
    expect(await subjects('?to=bob@example.com')).toEqual(['Shipped']);
    expect(await subjects('?to=b@example.com')).toEqual([]);
    expect(await subjects('?search=EXAMPLE.com&limit=1')).toEqual(['Shipped']);
    expect(await subjects('?subject=pai')).toEqual(['Paid']);
    expect(await subjects(`?since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect(await subjects(`?since=${new Date(Date.now() - 60_000).toISOString()}`)).toHaveLength(2);
  });

  it.each(['?limit=0', '?since=yesterday', '?unknown=1'])('rejects %s', async (query) => {
    expect((await get(`/api/messages${query}`)).status).toBe(400);
  });

  it('is emptied by DELETE', async () => {
    await send(mailbox.smtpUrl);
    expect((await get('/api/messages', { method: 'DELETE' })).status).toBe(204);
    expect(await list()).toEqual([]);
  });
});

describe('an unknown message', () => {
  it.each(['/api/messages/1', '/api/messages/1/raw', '/messages/1', '/messages/1/html'])(
    'is 404: %s',
    async (path) => expect((await get(path)).status).toBe(404),
  );
});

describe('the limits', () => {
  it('reject a message that is too large with 552, announced or not, and keep nothing of it', async () => {
    await mailbox.close();
    mailbox = await startMailbox({ maxMessageBytes: 50_000 });
    expect(await failure(mailbox.smtpUrl, { text: 'x'.repeat(60_000) })).toMatchObject({ responseCode: 552 });
    const raw = `Subject: large\r\n\r\n${'x'.repeat(500).concat('\r\n').repeat(200)}`;
    const envelope = { from: 'a@example.com', to: 'b@example.com' };
    expect(await failure(mailbox.smtpUrl, { envelope, raw })).toMatchObject({ responseCode: 552 });
    expect(await mailbox.messages()).toEqual([]);
    await send(mailbox.smtpUrl, { text: 'x'.repeat(10_000) });
  });

  it('drop the oldest messages by number and by bytes', async () => {
    await mailbox.close();
    mailbox = await startMailbox({ maxMessages: 2 });
    for (const subject of ['1', '2', '3']) await send(mailbox.smtpUrl, { subject });
    expect((await list()).map(({ subject }) => subject)).toEqual(['3', '2']);
    await mailbox.close();
    mailbox = await startMailbox({ maxTotalBytes: 25_000 });
    for (const subject of ['1', '2', '3']) await send(mailbox.smtpUrl, { subject, text: 'x'.repeat(9_000) });
    expect((await list()).map(({ subject }) => subject)).toEqual(['3', '2']);
  });

  it('refuse messages of more bytes at once than are kept', async () => {
    await mailbox.close();
    mailbox = await startMailbox({ maxTotalBytes: 5_000 });
    expect(await failure(mailbox.smtpUrl, { text: 'x'.repeat(9_000) })).toMatchObject({ responseCode: 452 });
    await send(mailbox.smtpUrl);
    expect(await list()).toHaveLength(1);
  });
});

describe('authentication', () => {
  it('is required with credentials, and unknown without them', async () => {
    await send(mailbox.smtpUrl);
    await mailbox.close();
    mailbox = await startMailbox({ credentials: { user: 'shop', password: 's p@ce' } });
    await send(mailbox.smtpUrl);
    expect(await failure(mailbox.smtpUrl.replace(/\/\/.*@/, '//'))).toMatchObject({ responseCode: 530 });
    expect(await failure(mailbox.smtpUrl.replace('s%20p', 'x'))).toMatchObject({ responseCode: 535 });
    expect(await list()).toHaveLength(1);
  });
});

describe('health', () => {
  it.each(['/health/live', '/health/ready'])('%s is ok', async (path) => {
    expect(await (await get(path)).json()).toEqual({ status: 'ok' });
  });
});
