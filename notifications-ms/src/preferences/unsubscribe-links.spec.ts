import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { UnsubscribeLinks } from './unsubscribe-links.js';

const [key, other] = [randomBytes(32), randomBytes(32)];
const links = new UnsubscribeLinks('https://notify.example', [key]);
const ada = { recipient: 'email:ada@example.com', category: 'paymentReminders' as const };

describe('the token of a link to unsubscribe', () => {
  const token = new URL(links.urlFor(ada)).searchParams.get('token') ?? '';

  it('names its recipient and category', () => {
    expect(links.parse(token)).toEqual(ada);
  });

  it('is accepted after a rotation of the key, and not without its key', () => {
    expect(new UnsubscribeLinks('', [other, key]).parse(token)).toEqual(ada);
    expect(new UnsubscribeLinks('', [other]).parse(token)).toBeUndefined();
  });

  it('is refused when it was changed, cut off or made up', () => {
    const [body = '', mac = ''] = token.split('.');
    const eve = Buffer.from('paymentReminders email:eve@example.com').toString('base64url');
    for (const wrong of [
      '',
      '.',
      body,
      `${body}.`,
      `${eve}.${mac}`,
      token.slice(0, -2),
      `.${mac}`,
      `${token}x`,
    ])
      expect(links.parse(wrong)).toBeUndefined();
  });
});
