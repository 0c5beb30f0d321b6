import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderPage } from '@orderwire/contracts';
import type { Browser } from 'playwright-core';
import { seriousViolations } from './harness/accessibility.js';

import { hasBrowser, openBrowser } from './harness/browser.js';
import { linkInMail } from './harness/mails.js';
import { CARD, ShopPage } from './harness/shop-page.js';
import { StaffClient } from './harness/staff-client.js';
import { useSystem } from './harness/system.js';
import { until } from './harness/until.js';

const paid = 'Thank you, your payment has arrived';

const publicKey = 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM';
const pushEndpoint = 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB';

/** A private window has no push service: this one remembers the subscription in the page. */
const pushService = `{
  const keys = { p256dh: '${publicKey}', auth: 'tBHItJI5svbpez7KI4CCXg' };
  const letters = atob('${publicKey}'.replaceAll('-', '+').replaceAll('_', '/'));
  const subscription = {
    options: { applicationServerKey: Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer },
    endpoint: '${pushEndpoint}',
    toJSON: () => ({ endpoint: '${pushEndpoint}', keys }),
    unsubscribe: async () => localStorage.removeItem('subscribed'),
  };
  const service = globalThis.PushManager?.prototype ?? {};
  service.subscribe = async () => (localStorage.setItem('subscribed', 'yes'), subscription);
  service.getSubscription = async () => (localStorage.getItem('subscribed') ? subscription : null);
}`;

const inABrowser = hasBrowser ? describe : describe.skip;

inABrowser('the shop in a browser', () => {
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

  async function ordersOf({ email }: ShopPage): Promise<OrderPage['data']> {
    const { body } = await staff.request<OrderPage>('GET', `/orders?email=${encodeURIComponent(email)}`);
    return body.data;
  }

  it('takes a guest from the product to PAID, with no token in the reach of scripts', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await shop.payWith(CARD);
      const orderId = await shop.returned();
      await shop.status(paid).waitFor();
      expect(await seriousViolations(shop.page)).toEqual([]);
      expect(await shop.page.evaluate('document.cookie')).toBe('');
      const stored = await shop.page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])');
      expect(stored).not.toMatch(/token/i);
      expect((await staff.order(orderId)).email).toBe(shop.email);
      // The basket is empty once its order is placed.
      await shop.goto('/basket');
      await shop.page.getByText(/your basket is empty/i).waitFor();
    }));

  it('says why a card was declined, and takes the next one', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await shop.payWith('4000 0000 0000 9995');
      await shop.page
        .getByText(/insufficient funds/i)
        .first()
        .waitFor();
      await shop.payWith(CARD);
      await shop.returned();
      await shop.status(paid).waitFor();
    }));

  it('is paid after a 3-D Secure challenge', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await shop.payWith('4000 0027 6000 3184');
      await shop.page.getByRole('button', { name: 'Complete' }).click();
      await shop.returned();
      await shop.status(paid).waitFor();
    }));

  it('explains a bank debit for as long as the bank takes, and is PAID by itself afterwards', () =>
    asShopper(async (shop) => {
      const url = await shop.order(productId);
      const sessionId = /(cs_\w+)/.exec(url)?.[1] ?? '';
      await system.stripe.pay(sessionId, { method: 'delayed_success' });
      const [order] = await ordersOf(shop);
      await shop.goto(`/orders/${order?.id}?from=checkout`);
      await shop.status('Your bank is processing the payment').waitFor();
      await system.stripe.settle(sessionId);
      await shop.status(paid).waitFor();
    }));

  it('keeps the order of a shopper who comes back without paying, and opens a new link', () =>
    asShopper(async (shop) => {
      const first = await shop.order(productId);
      await shop.page.getByRole('link', { name: /^Back to/ }).click();
      const orderId = await shop.returned();
      await shop.page.getByText(/came back without paying/).waitFor();
      await shop.page.getByRole('button', { name: 'Pay now' }).click();
      await shop.page.waitForURL(/\/c\/pay\//);
      expect(shop.page.url()).not.toBe(first);
      await shop.payWith(CARD);
      expect(await shop.returned()).toBe(orderId);
      await shop.status(paid).waitFor();
    }));

  it('cancels an unpaid order on request, after asking', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await shop.page.getByRole('link', { name: /^Back to/ }).click();
      await shop.returned();
      await shop.page.getByRole('button', { name: 'Cancel order' }).click();
      await shop.page.getByRole('button', { name: 'Yes, cancel it' }).click();
      await shop.status('This order was cancelled').waitFor();
    }));

  it('subscribes a browser to push messages and ends that, unless the browser cannot', () =>
    asShopper(async (shop) => {
      const { credentials } = (await system.register()).session;
      const sent: unknown[] = [];
      await shop.context.grantPermissions(['notifications']);
      await shop.context.addInitScript(pushService);
      await shop.context.route('**/push-key', (route) => route.fulfill({ json: { publicKey } }));
      await shop.context.route('**/push-subscriptions', (route) => {
        sent.push([route.request().method(), route.request().postDataJSON()]);
        return route.fulfill({ json: {} });
      });
      await shop.goto('/sign-in?next=/account');
      await shop.signIn(credentials);
      const push = shop.page.getByLabel('Push messages about parcels in this browser');
      await push.click();
      await until(
        () => push.isChecked({ timeout: 5_000 }),
        (checked) => checked && sent.length === 1,
      );
      // The server may have lost the subscription.
      await shop.page.reload();
      await until(
        () => push.isChecked({ timeout: 5_000 }),
        (checked) => checked && sent.length === 2,
      );
      await push.click();
      await until(
        () => push.isChecked({ timeout: 5_000 }),
        (checked) => !checked && sent.length === 3,
      );
      const subscribed = [
        'POST',
        { endpoint: pushEndpoint, p256dh: publicKey, auth: 'tBHItJI5svbpez7KI4CCXg' },
      ];
      expect(sent).toEqual([subscribed, subscribed, ['DELETE', { endpoint: pushEndpoint }]]);
      await push.click();
      await until(
        () => push.isChecked({ timeout: 5_000 }),
        (checked) => checked && sent.length === 4,
      );
      // A sign-out ends it without the server.
      await shop.page.getByRole('button', { name: /^Account of/ }).click();
      await shop.page.getByRole('menuitem', { name: 'Sign out' }).click();
      await until(
        () => shop.page.evaluate<string | null>(`localStorage.getItem('subscribed')`),
        (stored) => stored === null,
      );
      await shop.goto('/sign-in?next=/account');
      await shop.signIn(credentials);
      await until(
        () => push.isChecked({ timeout: 5_000 }),
        (checked) => !checked,
      );
      await shop.context.addInitScript('delete window.PushManager');
      await shop.page.reload();
      await shop.page.getByText('This browser does not support push messages.').waitFor();
      expect(await push.isDisabled()).toBe(true);
    }));

  it('shows an account its orders, and an account alone', () =>
    asShopper(async (shop) => {
      const { credentials } = (await system.register()).session;
      await shop.goto('/sign-in?next=/orders');
      await shop.signIn(credentials);
      await shop.page.getByRole('heading', { name: 'Your orders' }).waitFor();
      await shop.addToBasket(productId);
      await shop.goto('/checkout');
      await shop.fillAddress();
      await shop.continueToPayment();
      await shop.payWith(CARD);
      const orderId = await shop.returned();
      await shop.status(paid).waitFor();
      await shop.goto('/orders');
      await shop.page.getByRole('link', { name: new RegExp(orderId.slice(-8), 'i') }).waitFor();
      const stranger = await ShopPage.open(browser, system);
      await stranger.goto(`/orders/${orderId}`);
      await stranger.page.getByText('This order cannot be shown').first().waitFor();
      await stranger.close();
    }));

  it('shows a refund by staff while the shopper looks at the order', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await shop.payWith(CARD);
      const orderId = await shop.returned();
      await shop.status(paid).waitFor();
      expect((await staff.refund(orderId)).status).toBe(201);
      await shop.status('This order was refunded').waitFor();
    }));

  it('opens a guest’s order on another device, by the link of its mail', () =>
    asShopper(async (shop) => {
      await shop.order(productId);
      await shop.payWith(CARD);
      const orderId = await shop.returned();
      const link = await linkInMail(system, shop.email);
      await asShopper(async (other) => {
        await other.page.goto(link);
        await other.status(paid).waitFor();
        expect(new URL(other.page.url()).pathname).toBe(`/orders/${orderId}`);
        expect(other.page.url()).not.toContain('token');
        // The browser has kept the access.
        await other.page.reload();
        await other.status(paid).waitFor();
      });
    }));
});
