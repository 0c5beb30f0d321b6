import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { until } from './harness/until.js';
import type { HttpReply, SessionTokens } from '@orderwire/test-kit/shop-client';
import { useSystem } from './harness/system.js';

const system = useSystem();
const inBody = { 'x-token-delivery': 'body' };
const bearer = ({ accessToken }: Pick<SessionTokens, 'accessToken'>) => ({
  authorization: `Bearer ${accessToken}`,
});
const me = (session: Pick<SessionTokens, 'accessToken'>) =>
  system.guest.request('GET', '/auth/me', undefined, bearer(session));
const refresh = (refreshToken: string) =>
  system.guest.request<SessionTokens>('POST', '/auth/refresh', { refreshToken }, inBody);
const refused = (session: Pick<SessionTokens, 'accessToken'>) =>
  until(
    () => me(session),
    ({ status }) => status === 401,
  );

describe('an account of an API client', () => {
  it('is created and signed in, and its token identifies it', async () => {
    const email = `${randomUUID()}@example.com`;
    const body = { name: 'Grace Hopper', email, password: 'a long enough password' };
    const made = await system.guest.request<SessionTokens>('POST', '/auth/register', body, inBody);
    expect(made).toMatchObject({
      status: 201,
      body: { user: { email, role: 'customer', emailVerified: false }, refreshToken: expect.any(String) },
    });
    expect(made.headers.getSetCookie()).toEqual([]);
    expect(made.headers.get('cache-control')).toContain('no-store');
    expect(JSON.stringify(made.body)).not.toContain(body.password);
    expect(await me(made.body)).toMatchObject({ status: 200, body: { email } });
    const again = await system.guest.request<SessionTokens>(
      'POST',
      '/auth/login',
      { email: email.toUpperCase(), password: body.password },
      inBody,
    );
    expect(again).toMatchObject({ status: 200, body: { user: { id: made.body.user.id } } });
  });

  it('gets the same reply for a wrong password and an unknown address', async () => {
    const { credentials } = (await system.register()).session;
    const login = (email: string) =>
      system.guest.request('POST', '/auth/login', { email, password: 'not the password' }, inBody);
    const [wrong, unknown] = [await login(credentials.email), await login(`${randomUUID()}@example.com`)];
    const expected = { ...wrong.body, correlationId: expect.any(String), instance: unknown.body['instance'] };
    expect(wrong).toMatchObject({ status: 401, body: { code: 'auth.invalid_credentials' } });
    expect(unknown).toMatchObject({ status: 401, body: expected });
  });

  it('gets new tokens with each refresh; a refresh token older than the last two ends the session', async () => {
    const session = (await system.register()).session.tokens;
    const first = await refresh(session.refreshToken);
    const second = await refresh(first.body.refreshToken);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(new Set([session, first.body, second.body].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect((await me(second.body)).status).toBe(200);
    expect(await refresh(session.refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'auth.token_invalid' },
    });
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
    await refused(second.body);
  });

  it('lists its sessions, and ends one of them immediately', async () => {
    const { credentials, tokens: first } = (await system.register()).session;
    const { tokens: second } = (await system.signIn(credentials)).session;
    const list = () =>
      system.guest.request<{ data: { id: string; current: boolean; ip: string }[] }>(
        'GET',
        '/auth/sessions',
        undefined,
        bearer(second),
      );
    const { data } = (await list()).body;
    expect(data.map(({ current }) => current).sort()).toEqual([false, true]);
    expect(data[0]?.ip).toBe(await system.ownAddress());
    const other = data.find(({ current }) => !current);
    const path = `/auth/sessions/${other?.id}`;
    const stranger = await system.register();
    expect((await stranger.request('DELETE', path)).status).toBe(404);
    expect((await me(first)).status).toBe(200);
    expect((await system.guest.request('DELETE', path, undefined, bearer(second))).status).toBeLessThan(300);
    await refused(first);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await list()).body.data).toHaveLength(1);
  });

  it('signs out: both tokens are refused', async () => {
    const session = (await system.register()).session.tokens;
    const { refreshToken } = session;
    const out = await system.guest.request('POST', '/auth/logout', { refreshToken }, inBody);
    expect(out.status).toBeLessThan(300);
    await refused(session);
    expect((await refresh(refreshToken)).status).toBe(401);
  });
});

describe('an account in a browser', () => {
  const cookieOf = ({ headers }: HttpReply) =>
    headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  const safe = () => ({ 'x-csrf-protection': '1', origin: system.gateway, 'sec-fetch-site': 'same-origin' });
  const login = async (headers: Record<string, string> = {}) => {
    const { credentials } = (await system.register()).session;
    return system.guest.request('POST', '/auth/login', credentials, headers);
  };

  it('keeps its tokens in cookies that scripts cannot read', async () => {
    const reply = await login({ 'sec-fetch-site': 'same-origin', origin: system.gateway });
    expect(reply.body).toEqual(expect.not.objectContaining({ refreshToken: expect.anything() }));
    const cookies = reply.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0]).sort()).toEqual([
      '__Host-orderwire-access',
      '__Host-orderwire-refresh',
    ]);
    for (const cookie of cookies) {
      for (const attribute of [/; *HttpOnly/i, /; *Secure/i, /; *SameSite=Strict/i, /; *Path=\/(;|$)/i])
        expect(cookie).toMatch(attribute);
      expect(cookie).not.toMatch(/; *Domain=/i);
    }
    const cookie = cookieOf(reply);
    expect((await system.guest.request('GET', '/auth/me', undefined, { cookie })).status).toBe(200);
    const next = await system.guest.request('POST', '/auth/refresh', undefined, { cookie, ...safe() });
    expect(next.status).toBe(200);
    expect(cookieOf(next)).not.toBe(cookie);
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['without the header that foreign pages cannot send', { 'x-csrf-protection': undefined }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another origin of the same site', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['from an origin that is not ours', { origin: 'https://evil.example' }],
    ['from a page with a hidden origin', { origin: 'null' }],
  ])('changes nothing %s', async (_how, changes) => {
    const cookie = cookieOf(await login());
    const headers = Object.fromEntries(
      Object.entries({ cookie, ...safe(), ...changes }).filter(
        (entry): entry is [string, string] => !!entry[1],
      ),
    );
    for (const path of ['/auth/logout-everywhere', '/auth/logout', '/auth/refresh'])
      expect(await system.guest.request('POST', path, undefined, headers)).toMatchObject({
        status: 403,
        body: { code: 'http.csrf' },
      });
    expect((await system.guest.request('GET', '/auth/me', undefined, { cookie })).status).toBe(200);
  });

  it('is not signed in by another site', async () => {
    const reply = await login({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' });
    expect(reply).toMatchObject({ status: 403, body: { code: 'http.csrf' } });
    expect(reply.headers.getSetCookie()).toEqual([]);
  });

  it('signs out, and its cookies are removed', async () => {
    const cookie = cookieOf(await login());
    const out = await system.guest.request('POST', '/auth/logout', undefined, { cookie, ...safe() });
    expect(out.status).toBeLessThan(300);
    expect(out.headers.getSetCookie()).toHaveLength(2);
    for (const cookie of out.headers.getSetCookie())
      expect(cookie).toMatch(/Max-Age=0|Expires=Thu, 01 Jan 1970/i);
    await until(
      () => system.guest.request('GET', '/auth/me', undefined, { cookie }),
      ({ status }) => status === 401,
    );
  });
});
