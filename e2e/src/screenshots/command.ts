import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataDir, runningSystem, stopSignal, UserError } from '@orderwire/launcher/system';
import { ShopClient, StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumArguments, requireChromium } from './browser.js';
import { preparePages, type ShownPage } from './pages.js';

/** How a picture shows a page. */
interface Look {
  readonly width: number;
  readonly locale: 'en' | 'es';
  readonly theme: 'light' | 'dark';
}

const heights: Readonly<Record<number, number>> = { 1280: 900, 390: 844 };

const looks: readonly Look[] = [1280, 390].flatMap((width) =>
  (['en', 'es'] as const).flatMap((locale) =>
    (['light', 'dark'] as const).map((theme) => ({ width, locale, theme })),
  ),
);

/**
 * `npm run screenshots [-- --only console-order --looks 1280.en --out folder]` writes pictures of all
 * pages of the running system: in two widths, two languages and two themes. It places orders as the demo
 * customer.
 */
export async function screenshots(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      looks: { type: 'string', default: '' },
      out: { type: 'string', default: join(defaultDataDir, 'screenshots') },
    },
  });
  const system = runningSystem();
  const executablePath = requireChromium();
  const signal = stopSignal(() => process.exit(130));
  const { gateway, productId, ...clients } = await clientsOf(system);
  const pages = await preparePages({ ...clients, productId });
  const chosen = pages.filter(({ name }) => name.includes(values.only));
  const chosenLooks = looks.filter((look) => nameOf(look).startsWith(values.looks));
  if (chosen.length === 0 || chosenLooks.length === 0)
    throw new UserError(`No page or look has this name. Pages: ${pages.map(({ name }) => name).join(', ')}.`);
  await mkdir(values.out, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  let count = 0;
  try {
    for (const look of chosenLooks)
      for (const visitor of new Set(chosen.map(({ as }) => as))) {
        const context = await openContext(browser, gateway, look);
        if (visitor !== 'guest') await signIn(context, gateway, system.state.demo[visitor], productId);
        for (const page of chosen.filter(({ as }) => as === visitor)) {
          if (signal.aborted) return 130;
          await capture(context, gateway, page, join(values.out, `${page.name}.${nameOf(look)}.png`));
          count++;
        }
        await context.close();
        console.log(`  ${nameOf(look)} as ${visitor}: ${count} pictures so far`);
      }
  } finally {
    await browser.close();
  }
  console.log(`${count} pictures in ${values.out}`);
  return 0;
}

async function clientsOf({ state, secrets }: ReturnType<typeof runningSystem>) {
  const { gateway, stripe } = state.urls;
  const { customer, staff } = state.demo;
  if (!gateway || !stripe || !customer || !staff)
    throw new UserError(
      'The pictures need the demo accounts and the Stripe sandbox, which production lacks.',
    );
  const shopper = await ShopClient.signIn(gateway, customer);
  const [product] = (await shopper.listProducts({ limit: 1 })).orThrow().data;
  if (!product) throw new UserError('The catalogue is empty: start the system without --no-seed.');
  return {
    ...{ gateway, shopper, productId: product.id },
    staff: await ShopClient.signIn(gateway, staff),
    sandbox: new StripeSandboxClient(stripe, secrets.stripe.secret),
  };
}

const nameOf = ({ width, locale, theme }: Look): string => `${width}.${locale}.${theme}`;

async function openContext(
  browser: Browser,
  gateway: string,
  { width, locale, theme }: Look,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height: heights[width] ?? 900 },
    locale: locale === 'en' ? 'en-US' : 'es-ES',
    timezoneId: 'Europe/Madrid',
    colorScheme: theme,
    reducedMotion: 'reduce',
    baseURL: gateway,
  });
  await storeInPages(context, 'locale', locale);
  return context;
}

/** Stores a value before a page of the shop runs. A blank page has no storage. */
const storeInPages = (context: BrowserContext, key: string, value: string): Promise<unknown> =>
  context.addInitScript(
    `if (location.protocol !== 'about:') localStorage.setItem('${key}', ${JSON.stringify(value)})`,
  );

/** As the page does it: the tokens become cookies. The basket gets a product. */
export async function signIn(
  context: BrowserContext,
  gateway: string,
  credentials: { email: string; password: string } | undefined,
  productId: string,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${gateway}/favicon.svg`);
  const reply = await page.request.post(`${gateway}/api/v1/auth/login`, {
    data: credentials,
    headers: { 'x-token-delivery': 'cookie' },
  });
  const { user, expiresAt } = (await reply.json()) as { user: object; expiresAt: string };
  const session = JSON.stringify({ account: user, expiresAt: Date.parse(expiresAt) });
  await storeInPages(context, 'session', session);
  await page.goto(`${gateway}/products/${productId}`);
  await page
    .locator('main button:not([disabled])', { hasText: /basket|cesta|carrito/i })
    .first()
    .click();
  await page.close();
}

/**
 * Resolves once the page shows its content. Lists poll, so the network is never idle; place holders are
 * what a page shows instead.
 */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('.animate-pulse, [aria-busy=true]').first().waitFor({ state: 'hidden' });
}

async function capture(
  context: BrowserContext,
  gateway: string,
  { path, name }: ShownPage,
  file: string,
): Promise<void> {
  const page = await context.newPage();
  try {
    await page.goto(`${gateway}${path}`);
    await settled(page);
    await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
  } catch (error) {
    throw new UserError(`${name} (${path}) could not be shown: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await page.close();
  }
}
