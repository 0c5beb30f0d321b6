import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasBrowser, newContext, openBrowser } from './harness/browser.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';

const inABrowser = hasBrowser ? describe : describe.skip;

inABrowser('a shopper at the Checkout page', () => {
  const system = useSystem();
  const shopper = new ShopperClient(system);
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('pays with 4242 4242 4242 4242, returns to the shop, and the order is PAID', async () => {
    const { order, paymentSession } = await shopper.createOrder(await shopper.createProduct(), 2);
    const context = await newContext(browser);
    const page = await context.newPage();
    await page.goto(paymentSession.url);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Card number').fill('4242 4242 4242 4242');
    await page.getByLabel('MM / YY').fill('12 / 40');
    await page.getByLabel('CVC').fill('123');
    await page.getByLabel('Cardholder name').fill('Ada Lovelace');
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.waitForURL(/\/orders\/[\da-f-]{36}/);
    expect(await page.getByRole('heading').first().textContent()).toBeTruthy();
    await shopper.waitForStatus(order.id, 'PAID');
    await context.close();
  });

  it('sees why a card was declined, and pays with another one', async () => {
    const { order, paymentSession } = await shopper.createOrder(await shopper.createProduct());
    const context = await newContext(browser);
    const page = await context.newPage();
    await page.goto(paymentSession.url);
    const payWith = async (card: string) => {
      await page.getByLabel('Email').fill('ada@example.com');
      await page.getByLabel('Card number').fill(card);
      await page.getByLabel('MM / YY').fill('12 / 40');
      await page.getByLabel('CVC').fill('123');
      await page.getByLabel('Cardholder name').fill('Ada Lovelace');
      await page.getByRole('button', { name: /^Pay/ }).click();
    };
    await payWith('4000 0000 0000 9995');
    await page
      .getByText(/insufficient funds/i)
      .first()
      .waitFor();
    await payWith('4242 4242 4242 4242');
    await page.waitForURL(/\/orders\/[\da-f-]{36}/);
    await shopper.waitForStatus(order.id, 'PAID');
    await context.close();
  });
});
