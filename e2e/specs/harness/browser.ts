import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from '../../src/screenshots/browser.js';

const executablePath = findChromium();

/** Whether this machine has a Chromium. */
export const hasBrowser = executablePath !== undefined;

/** Playwright's default of 30 s is too short for a slow machine. */
const TIMEOUT_MS = 120_000;

/** A browser context without cookies. */
export async function newContext(browser: Browser, options: object = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(TIMEOUT_MS);
  return context;
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    timeout: TIMEOUT_MS,
    executablePath: executablePath ?? '',
    args: chromiumArguments,
  });
