import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { hasBrowser, newContext, openBrowser } from './harness/browser.js';
import { useSystem } from './harness/system.js';

interface Seen {
  status: number;
  body: string;
}

/** A request by a script of the page; the path is below /api/v1. */
const fromPage = (page: Page, method: string, path: string, body?: unknown): Promise<Seen> =>
  page.evaluate(
    async ([verb, url, json]) => {
      const reply = await fetch(url ?? '', {
        method: verb ?? 'GET',
        headers: { 'content-type': 'application/json', 'x-csrf-protection': '1' },
        ...(json ? { body: json } : {}),
      });
      return { status: reply.status, body: await reply.text() };
    },
    [method, `/api/v1${path}`, body === undefined ? '' : JSON.stringify(body)],
  );

const inABrowser = hasBrowser ? describe : describe.skip;

inABrowser('a browser session', () => {
  const system = useSystem();
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('is kept in cookies that scripts cannot read, and ends with the sign-out', async () => {
    const { credentials } = (await system.register()).session;
    const context = await newContext(browser);
    const page = await context.newPage();
    await page.goto(`${system.gateway}/api/docs`);
    expect((await fromPage(page, 'GET', '/auth/me')).status).toBe(401);
    const login = await fromPage(page, 'POST', '/auth/login', credentials);
    expect(login.status).toBe(200);
    expect(login.body).not.toContain('refreshToken');
    await page.reload();
    const me = await fromPage(page, 'GET', '/auth/me');
    expect(JSON.parse(me.body)).toMatchObject({ email: credentials.email });
    expect(await page.evaluate('document.cookie')).toBe('');
    expect((await fromPage(page, 'POST', '/auth/refresh')).status).toBe(200);
    expect((await fromPage(page, 'POST', '/auth/logout')).status).toBeLessThan(300);
    expect((await fromPage(page, 'GET', '/auth/me')).status).toBe(401);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });

  it('is not changed by a foreign page', async () => {
    const { credentials } = (await system.register()).session;
    const context = await newContext(browser, { bypassCSP: true });
    const own = await context.newPage();
    await own.goto(`${system.gateway}/api/docs`);
    await fromPage(own, 'POST', '/auth/login', credentials);
    // Another port is another origin of the same site: SameSite=Strict cookies are sent to it.
    const foreign = await context.newPage();
    await foreign.goto(`${system.payments}/payments/cancel`);
    await foreign.evaluate(async (gateway) => {
      const blind = { method: 'POST', mode: 'no-cors', credentials: 'include' } as const;
      // The page cannot read the reply, but the request might have an effect.
      await fetch(`${gateway}/api/v1/auth/logout-everywhere`, blind).catch(() => undefined);
      await fetch(`${gateway}/api/v1/auth/logout`, { ...blind, body: '{}' }).catch(() => undefined);
    }, system.gateway);
    await foreign.setContent(
      `<form method="post" action="${system.gateway}/api/v1/auth/logout-everywhere"><button>Win</button></form>`,
    );
    const replied = foreign.waitForResponse(/logout-everywhere/);
    await foreign.getByRole('button').click();
    expect([403, 415]).toContain((await replied).status());
    const me = await fromPage(own, 'GET', '/auth/me');
    expect(JSON.parse(me.body)).toMatchObject({ email: credentials.email });
    await context.close();
  });
});
