import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { LiveSession } from '../src/account/live-session.js';
import type { Session } from '../src/account/sign-in.js';

const asked: string[] = [];
const session = (number: number, lifeMs: number): Session => ({
  user: { id: '1', email: 'ada@example.com', role: 'customer' },
  accessToken: `access ${number}`,
  refreshToken: `refresh ${number}`,
  expiresAt: new Date(Date.now() + lifeMs).toISOString(),
});
const gateway = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    asked.push(`${request.url} ${body}`);
    response.end(JSON.stringify(session(asked.length + 1, 600_000)));
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(gateway.address() as { port: number }).port}`;
});
afterAll(() => new Promise((resolve) => void gateway.close(resolve)));

it('keeps an access token while it is good, and trades it in its last minute, once for all who wait', async () => {
  expect(await new LiveSession(url, session(1, 600_000)).authorization()).toBe('Bearer access 1');
  expect(asked).toEqual([]);
  const live = new LiveSession(url, session(1, 30_000));
  const all = await Promise.all([live.authorization(), live.authorization(), live.authorization()]);
  expect(new Set(all)).toEqual(new Set(['Bearer access 2']));
  expect(asked).toEqual(['/api/v1/auth/refresh {"refreshToken":"refresh 1"}']);
  expect(await live.authorization()).toBe('Bearer access 2');
});
