import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { MailEventVerifier } from './mail-event-verifier.js';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const verifier = new MailEventVerifier(secret);

const headersOf = (body: string, prefix = 'webhook', at = new Date(), key = secret) => ({
  [`${prefix}-id`]: 'msg_1',
  [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1_000)),
  [`${prefix}-signature`]: new Webhook(key).sign('msg_1', at, body),
});
const read = (event: object, prefix?: string) => {
  const body = JSON.stringify(event);
  return verifier.read(Buffer.from(body), headersOf(body, prefix));
};
const bounced = (type: string) => ({
  type: 'email.bounced',
  data: { to: ['ada@example.com'], bounce: { type, subType: 'General', message: 'no such user' } },
});

describe('an event of the mail provider', () => {
  it.each(['webhook', 'svix'])('suppresses addresses that bounced for good (headers %s-…)', (prefix) => {
    expect(read(bounced('Permanent'), prefix)).toEqual({
      ...{ emails: ['ada@example.com'], reason: 'bounce', detail: 'no such user' },
    });
  });

  it('suppresses addresses that complained', () => {
    expect(read({ type: 'email.complained', data: { to: ['ada@example.com'] } })).toMatchObject({
      ...{ emails: ['ada@example.com'], reason: 'complaint' },
    });
  });

  it.each([
    ['a temporary bounce', bounced('Transient')],
    ['another type', { type: 'email.delivered', data: { to: ['ada@example.com'] } }],
    ['addresses that are no texts', { type: 'email.complained', data: { to: [{}, 5, null] } }],
    ['no data', { type: 'email.complained' }],
  ])('suppresses nothing for %s', (_, event) => {
    expect(read(event)).toMatchObject({ emails: [] });
  });

  it('is refused with a wrong secret, an old time, a changed body, without headers, or when it is no JSON', () => {
    const body = JSON.stringify(bounced('Permanent'));
    const refused = (sent: string, headers: Record<string, string>) =>
      expect(verifier.read(Buffer.from(sent), headers)).toEqual({ refused: expect.any(String) });
    refused(body, headersOf(body, 'webhook', new Date(), `whsec_${randomBytes(24).toString('base64')}`));
    refused(body, headersOf(body, 'webhook', new Date(Date.now() - 3_600_000)));
    refused(`${body} `, headersOf(body));
    refused(body, {});
    refused('{', headersOf('{'));
  });
});
