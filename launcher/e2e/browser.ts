import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const executablePath =
  process.env.CHROMIUM_BIN ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Whether this machine has a Chromium. */
export const hasBrowser = executablePath !== undefined;

/** A slow machine takes longer than Playwright's half minute. */
const PATIENCE_MS = 120_000;

/** Somebody's browser, with nobody's cookies. */
export async function newContext(browser: Browser, options: object = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    timeout: PATIENCE_MS,
    executablePath: executablePath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
