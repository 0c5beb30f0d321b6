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

  it('repeats a change with its idempotency key until the form changes', async () => {
    const keys: (string | undefined)[] = [];
    await context.route('**/stock-adjustments', (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      return keys.length < 3 ? route.abort() : route.continue();
    });
    await signIn('staff', `/products/${productId}`);
    await page.getByRole('button', { name: 'Adjust stock' }).click();
    const dialog = page.getByRole('dialog', { name: 'Adjust stock' });
    await dialog.getByLabel('Units to add or remove').fill('3');
    await dialog.getByLabel('Reason').fill('recounted');
    const submit = async () => {
      await dialog.getByRole('button', { name: 'Adjust stock' }).click();
      await dialog.getByRole('alert').waitFor();
    };
    await submit();
    await submit();
    await dialog.getByLabel('Units to add or remove').fill('4');
    await dialog.getByRole('button', { name: 'Adjust stock' }).click();
    await page.getByText('Stock adjusted.').waitFor();
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('shows a payment with its refund, from its order and back', async () => {
    const { id } = await staff.paidOrder(productId);
    await staff.refund(id, { amount: 500 });
    await staff.waitForOrder(id, { refundedAmount: 500 });
    await signIn('staff', `/orders/${id}`);
    await page.getByRole('region', { name: 'Payments' }).getByRole('link', { name: /^pi_/ }).click();
    await page.getByRole('heading', { level: 1, name: '$19.99' }).waitFor();
    const records = page.getByRole('region', { name: 'Session and what followed' });
    await records.getByText('$5.00').waitFor();
    expect(await page.getByText('Partly refunded').count()).toBe(1);
    await page.getByRole('link', { name: id.slice(-8), exact: false }).click();
    await page.waitForURL(new RegExp(`/console/orders/${id}`));
  });

  it.each(['Requeue', 'Discard'])('%ss a group of dead letters as the API expects it', async (action) => {
    const at = new Date().toISOString();
    const group = {
      ...{ service: 'orders', consumer: 'orders_ms_settle_order', subject: 'payment.succeeded' },
      ...{ errorGroup: '0'.repeat(32), error: 'The order is unknown.', count: 2, firstAt: at, lastAt: at },
    };
    await context.route('**/dead-letters/groups?*', (route) =>
      route.fulfill({ json: { data: [group], unavailable: [], meta: { nextCursor: null } } }),
    );
    await signIn('staff', '/dead-letters');
    await page.getByRole('button', { name: group.consumer }).click();
    await page.getByRole('button', { name: `${action} 2 dead letters` }).click();
    const dialog = page.getByRole('dialog', { name: `${action} 2 dead letters` });
    if (action === 'Discard') await dialog.getByLabel('Reason').fill('gone');
    const reply = page.waitForResponse((response) => response.request().method() === 'POST');
    await dialog.getByRole('button', { name: `${action} 2 dead letters` }).click();
    // The service does not have this group, and says so: it has understood the request.
    expect(await (await reply).json()).toMatchObject({ code: 'dead_letters.count_changed' });
  });

  it('keeps only the visible rows of a long list in the page', async () => {
    const { order } = await staff.shopper.createOrder(productId);
    const view = await staff.order(order.id);
    const idOf = (row: number) => `019a0000-0000-7000-8000-${String(row).padStart(12, '0')}`;
    let loaded = 0;
    await context.route(/\/api\/v1\/orders\?/, (route) => {
      const start = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const data: OrderView[] = Array.from({ length: 100 }, (_, at) => ({ ...view, id: idOf(start + at) }));
      loaded = Math.max(loaded, start + data.length);
      return route.fulfill({ json: { data, meta: { nextCursor: String(start + data.length) } } });
    });
    await signIn('staff', '/orders');
    await page.getByRole('region', { name: 'Orders' }).hover();
    await until(
      async () => {
        await page.mouse.wheel(0, 100_000);
        return loaded;
      },
      (rows) => rows >= 2_000,
    );
    await page.getByRole('link', { name: '00001899' }).waitFor({ state: 'attached' });
    expect(await page.getByRole('row').count()).toBeLessThan(120);
  });
});
