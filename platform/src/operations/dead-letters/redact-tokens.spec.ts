import { describe, expect, it } from '@jest/globals';
import { redactTokensInText, redactTokens } from './redact-tokens.js';

describe('a payload as staff see it', () => {
  it('contains no token, at any depth and under any name that ends in token', () => {
    const event = {
      email: 'a@example.com',
      token: 'T1',
      list: [{ orderToken: 'T2' }, 'token'],
      deep: { refresh_token: { kid: 'T3' } },
    };
    expect(redactTokens(event)).toEqual({
      email: 'a@example.com',
      token: '[hidden]',
      list: [{ orderToken: '[hidden]' }, 'token'],
      deep: { refresh_token: '[hidden]' },
    });
    expect(event.token).toBe('T1');
    expect(redactTokensInText(JSON.stringify(event))).not.toMatch(/T\d/);
  });

  it.each([
    '{"token":"T1',
    '{"email":"a", "token" : "T1\\"T1", "x":',
    '{"token":"T1"}}',
    '{"token":T1}',
    '{"token":"T1","__proto__":{}} rest',
    "{'token': 'T1'}",
    'token=T1',
    '{"\\u0074oken":"T1"}',
    '[{"a":{"TOKEN":["T1"]}}]',
  ])('contains no token where the text is not JSON: %s', (payload) =>
    expect(redactTokensInText(payload)).not.toContain('T1'),
  );

  it.each(['{"b": 1,  "a":[2] }', '{"account":', '17', '', '{"tokens":3}'])(
    'is as it came where there is none: %s',
    (payload) => expect(redactTokensInText(payload)).toBe(payload),
  );
});
