import { describe, expect, it } from '@jest/globals';
import { refusalOf } from './email.gateway.js';

const smtp = (code: string, command: string, responseCode: number, response = '') =>
  refusalOf(Object.assign(new Error(response), { code, command, responseCode, response }));

describe('an error of the mail server', () => {
  it.each([
    [
      'an unknown mailbox',
      'EENVELOPE',
      'RCPT TO',
      550,
      '550 5.1.1 no such user',
      { permanent: true, unknownRecipient: true },
    ],
    [
      'a refused recipient',
      'EENVELOPE',
      'RCPT TO',
      553,
      '553 not here',
      { permanent: true, unknownRecipient: false },
    ],
    [
      'a full mailbox',
      'EENVELOPE',
      'RCPT TO',
      452,
      '452 4.2.2 full',
      { permanent: false, unknownRecipient: false },
    ],
    ['spam', 'EMESSAGE', 'DATA', 554, '554 5.7.1 spam', { permanent: true, unknownRecipient: false }],
    ['a quota', 'EMESSAGE', 'DATA', 550, '550 5.4.5 daily quota exceeded', { permanent: false }],
  ])('counts as an attempt: %s', (_, code, command, responseCode, response, expected) => {
    expect(smtp(code, command, responseCode, response)).toMatchObject(expected);
  });

  it('counts as an attempt when the server was silent in the middle of a mail, which it may have taken', () => {
    expect(refusalOf(Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT' }))).toMatchObject({
      permanent: false,
    });
  });

  it.each([
    ['a refused sender', 'EENVELOPE', 'MAIL FROM', 550],
    ['a server that closes', 'EENVELOPE', 'RCPT TO', 421],
    ['wrong credentials', 'EAUTH', 'AUTH PLAIN', 535],
    ['no connection', 'ESOCKET', 'CONN', 0],
  ])('says nothing about the message: %s', (_, code, command, responseCode) => {
    expect(smtp(code, command, responseCode)).toBeUndefined();
  });
});
