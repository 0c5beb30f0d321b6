import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderPage } from '@orderwire/contracts';
import type { Browser } from 'playwright-core';
import { hasBrowser, openBrowser } from './harness/browser.js';
import { CARD, ShopPage } from './harness/shop-page.js';
import { StaffClient } from './harness/staff-client.js';
import { useSystem } from './harness/system.js';

const paid = 'Thank you, your payment has arrived';

const inABrowser = hasBrowser ? describe : describe.skip;

inABrowser('a shopper whose network, browser or webhook fails', () => {
  const system = useSystem();
  const staff = new StaffClient(system);
  let browser: Browser;
  let productId: string;

  beforeAll(async () => {
    browser = await openBrowser();
    productId = await staff.shopper.createProduct();
  });
  afterAll(() => browser?.close());

  const asShopper = (scenario: (shop: ShopPage) => Promise<void>) => ShopPage.run(browser, system, scenario);

  /** How many orders have the shopper's e-mail address. */
  async function orderCount({ email }: ShopPage): Promise<number> {
    const { body } = await staff.request<OrderPage>('GET', `/orders?email=${encodeURIComponent(email)}`);
    return body.data.length;
  }

  it('reads that the order is safe while the webhook is lost, and PAID once it is found', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await staff.withFaults({ webhooks: { drop: 1 } }, async () => {
        await shop.payWith(CARD);
        await shop.returned();
        await shop.status('Waiting for your payment to be confirmed').waitFor();
        await shop.status('Your order is safe.').waitFor();
      });
      expect(await system.reconcile()).toBe(0);
      await shop.status(paid).waitFor();
    }));

  it('places one order when the reply is lost and the button is pressed again', () =>
    asShopper(async (shop) => {
      await shop.addToBasket(productId);
      await shop.goto('/checkout');
      await shop.fillCheckout();
      let lost = 0;
      await shop.page.route('**/api/v1/orders', async (route) => {
        if (route.request().method() !== 'POST' || lost > 0) return route.continue();
        lost++;
        await route.fetch();
        await route.abort('connectionreset');
      });
      await shop.page.getByRole('button', { name: 'Continue to payment' }).click();
      await shop.page.getByRole('alert').first().waitFor();
      await shop.continueToPayment();
      expect([lost, await orderCount(shop)]).toEqual([1, 1]);
    }));

  it('finds the order after the back button, and pays it', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await shop.page.goBack();
      const orderId = await shop.returned();
      await shop.status('Not paid yet').waitFor();
      await shop.page.getByRole('button', { name: 'Pay now' }).click();
      await shop.page.waitForURL(/\/c\/pay\//);
      await shop.payWith(CARD);
      expect(await shop.returned()).toBe(orderId);
      await shop.status(paid).waitFor();
      expect(await orderCount(shop)).toBe(1);
    }));

  it('has one basket in two tabs, and sees in both that its order is paid', () =>
    asShopper(async (shop) => {
      const second = await shop.context.newPage();
      await second.goto(`${system.gateway}/basket`);
      await second.getByText(/your basket is empty/i).waitFor();
      // Chromium slows down what is behind another tab.
      await shop.page.bringToFront();
      await shop.addToBasket(productId);
      await second.getByRole('link', { name: 'A product under test' }).first().waitFor();
      await shop.goto('/checkout');
      await shop.fillCheckout();
      await shop.continueToPayment();
      await shop.payWith(CARD);
      const orderId = await shop.returned();
      await second.goto(`${system.gateway}/orders/${orderId}`);
      for (const page of [shop.page, second]) await page.getByText(paid).waitFor();
    }));

  it('follows the order again after a time without network', () =>
    asShopper(async (shop) => {
      const paymentSession = /(cs_\w+)/.exec(await shop.order(productId))?.[1] ?? '';
      await shop.page.getByRole('link', { name: /^Back to/ }).click();
      const orderId = await shop.returned();
      await shop.context.setOffline(true);
      await shop.page.getByText('This page may be out of date').waitFor();
      expect((await system.stripe.pay(paymentSession)).status).toBe(200);
      await staff.waitForOrder(orderId, { status: 'PAID' });
      await shop.context.setOffline(false);
      await shop.status(paid).waitFor();
    }));

  it('sees place holders instead of an empty page while the network is slow', () =>
    asShopper(async (shop) => {
      let release: () => void = () => undefined;
      const slow = new Promise<void>((resolve) => (release = resolve));
      await shop.page.route('**/api/v1/products?*', async (route) => {
        await slow;
        await route.continue();
      });
      await shop.goto('/');
      await shop.page.locator('.animate-pulse').first().waitFor();
      release();
      await shop.page
        .getByRole('link', { name: /product/i })
        .first()
        .waitFor();
    }));
});
