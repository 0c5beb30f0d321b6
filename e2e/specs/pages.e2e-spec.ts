import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { settled, signIn } from '../src/screenshots/command.js';
import { preparePages, type ShownPage, type Visitor } from '../src/screenshots/pages.js';
import { scrollsSideways, seriousViolations } from './harness/accessibility.js';
import { hasBrowser, newContext, openBrowser } from './harness/browser.js';
import { StaffClient } from './harness/staff-client.js';
import { useEmbeddedSystem } from './harness/system.js';

const inABrowser = hasBrowser ? describe : describe.skip;

inABrowser('every page of the shop and the console', () => {
  const system = useEmbeddedSystem();
  let browser: Browser;
  let productId: string;
  let pages: readonly ShownPage[];

  beforeAll(async () => {
    browser = await openBrowser();
    productId = await new StaffClient(system).shopper.createProduct();
    const [shopper, staff] = [await system.demo('customer'), await system.demo('staff')];
    pages = await preparePages({ shopper, staff, sandbox: system.stripe, productId });
  });
  afterAll(() => browser?.close());

  /** Opens each page of a visitor at 360 pixels. Resolves with its problems. */
  async function problemsFor(visitor: Visitor): Promise<string[]> {
    const context = await newContext(browser, {
      viewport: { width: 360, height: 740 },
      reducedMotion: 'reduce',
    });
    const problems: string[] = [];
    let name = '';
    context.on('weberror', (error) => problems.push(`${name}: ${error.error().message}`));
    context.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(`${name}: ${message.text()}`);
    });
    if (visitor !== 'guest') await signIn(context, system.gateway, system.state.demo[visitor], productId);
    for (const shown of pages.filter(({ as }) => as === visitor)) {
      name = shown.name;
      const page = await context.newPage();
      await page.goto(`${system.gateway}${shown.path}`);
      await settled(page);
      problems.push(...(await problemsOf(page)).map((problem) => `${name}: ${problem}`));
      await page.close();
    }
    await context.close();
    return problems;
  }

  it.each<Visitor>(['guest', 'customer', 'staff', 'admin'])(
    'fits a phone, has one main heading and a title, and no serious barrier, for a %s',
    async (visitor) => {
      expect(await problemsFor(visitor)).toEqual([]);
    },
  );
});

async function problemsOf(page: Page): Promise<string[]> {
  const headings = await page.getByRole('heading', { level: 1 }).count();
  return [
    ...(await seriousViolations(page)),
    ...((await scrollsSideways(page)) ? ['scrolls sideways'] : []),
    ...(headings === 1 ? [] : [`has ${headings} main headings`]),
    ...((await page.title()) ? [] : ['has no title']),
  ];
}
