import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import type { OrderView } from '@orderwire/contracts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hasBrowser, newContext, openBrowser } from './harness/browser.js';
import { CARD, ShopPage } from './harness/shop-page.js';
import { StaffClient } from './harness/staff-client.js';
import { type Role, useSystem } from './harness/system.js';
import { until } from './harness/until.js';

const inABrowser = hasBrowser ? describe : describe.skip;

inABrowser('the console in a browser', () => {
  const system = useSystem();
  const staff = new StaffClient(system);
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let productId: string;
  let blocked: string[];

  beforeAll(async () => {
    browser = await openBrowser();
    productId = await staff.shopper.createProduct();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    context = await newContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    blocked = [];
    context.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) blocked.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    expect(blocked).toEqual([]);
  });

  const open = (path: string) => page.goto(`${system.gateway}/console${path}`);

  async function signIn(role: Role, path = ''): Promise<void> {
    const { email, password } = (await system.demo(role)).session.credentials;
    await open(path);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in to the console' }).waitFor({ state: 'detached' });
  }

  it('opens for staff, and not for a customer', async () => {
    await signIn('customer', '/orders');
    await page.getByRole('heading', { name: 'The console is for staff' }).waitFor();
    await page.getByRole('button', { name: 'Sign in with another account' }).click();
    await page.getByLabel('E-mail').waitFor();
    await signIn('staff', '/orders');
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  });

  it('says why an order is PENDING, and shows its refund to the shopper at once', async () => {
    const shop = await ShopPage.open(browser, system);
    try {
      await shop.order(productId);
      await shop.page.getByRole('link', { name: /^Back to/ }).click();
      const orderId = await shop.returned();
      await signIn('staff', `/orders/${orderId}`);
      await page.getByText('The shopper has not paid yet.').waitFor();
      await shop.page.getByRole('button', { name: 'Pay now' }).click();
      await shop.payWith(CARD);
      await shop.status('Thank you, your payment has arrived').waitFor();
      // The page of staff follows by itself.
      await page.getByText('It waits to be shipped.').waitFor();
      await page.getByRole('button', { name: 'Refund', exact: true }).click();
      await page.getByRole('button', { name: 'Refund all that is left' }).click();
      await page.getByRole('button', { name: 'Refund $19.99' }).click();
      await page.getByText('Refunded in full ($19.99).').waitFor();
      await shop.status('This order was refunded').waitFor();
    } finally {
      await shop.close();
    }
  });

  it('finds an order by the id of its payment session', async () => {
    const { order, paymentSession } = await staff.shopper.createOrder(productId);
    await signIn('staff', '/orders');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill(paymentSession.id);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/console/orders/${order.id}`));
  });

  it('cancels all orders that match, after a dry run, and says what happened', async () => {
    const orders: string[] = [];
    const email = `bulk-${crypto.randomUUID()}@example.com`;
    for (let n = 0; n < 3; n++) {
      const body = { items: [{ productId, quantity: 1 }], email };
      orders.push((await system.guest.createOrder(body)).orThrow().order.id);
    }
    await signIn('staff', `/orders?emailPrefix=${encodeURIComponent(email)}`);
    await page.getByRole('button', { name: 'Act on all that match' }).click();
    await page.getByRole('button', { name: 'See what will happen' }).click();
    await page.getByText('3 orders will be changed.').waitFor();
    await page.getByRole('button', { name: 'Cancel 3 orders' }).click();
    await page.waitForURL(/\/orders\/bulk-actions\/[\da-f-]{36}/);
    await page.getByText('3 done').waitFor();
    const statuses = await Promise.all(orders.map(async (id) => (await staff.order(id)).status));
    expect(statuses).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });

  it('keeps only the visible rows of a long list in the page', async () => {
    const { order } = await staff.shopper.createOrder(productId);
    const view = await staff.order(order.id);
    let served = 0;
    await context.route(/\/api\/v1\/orders\?/, (route) => {
      const rows: OrderView[] = Array.from({ length: 100 }, () => {
        const number = String(served++).padStart(12, '0');
        return { ...view, id: `019a0000-0000-7000-8000-${number}` };
      });
      const nextCursor = served < 10_000 ? `after-${served}` : null;
      return route.fulfill({ json: { data: rows, meta: { nextCursor } } });
    });
    await signIn('staff', '/orders');
    const region = page.getByRole('region', { name: 'Orders' });
    await region.waitFor();
    await until(
      async () => {
        await region
          .evaluate('(element) => element.scrollTo(0, element.scrollHeight)')
          .catch(() => undefined);
        await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
        return served;
      },
      (rows) => rows >= 2_000,
    );
    expect(await page.getByRole('row').count()).toBeLessThan(120);
  });
});
