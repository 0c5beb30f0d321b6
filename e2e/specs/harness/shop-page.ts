import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Credentials } from '@orderwire/test-kit/shop-client';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { newContext } from './browser.js';
import type { SystemUnderTest } from './system.js';

/** A shopper's browser with one tab of the shop. */
export class ShopPage {
  /** Unlike that of any other shopper. */
  readonly email = `shopper-${randomUUID()}@example.com`;

  private constructor(
    private readonly system: SystemUnderTest,
    readonly context: BrowserContext,
    readonly page: Page,
    /** Messages of the console that are errors, and errors that no code caught. */
    readonly errors: string[],
  ) {}

  static async open(browser: Browser, system: SystemUnderTest): Promise<ShopPage> {
    const context = await newContext(browser, { locale: 'en-US' });
    const errors: string[] = [];
    context.on('weberror', (error) => errors.push(error.error().message));
    // The policy of the page reports what it blocks on the console.
    context.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) errors.push(message.text());
    });
    return new ShopPage(system, context, await context.newPage(), errors);
  }

  /** Runs a scenario in a new browser. The page must not have reported any error. */
  static async run(
    browser: Browser,
    system: SystemUnderTest,
    scenario: (shop: ShopPage) => Promise<void>,
  ): Promise<void> {
    const shop = await ShopPage.open(browser, system);
    try {
      await scenario(shop);
      expect(shop.errors).toEqual([]);
    } finally {
      await shop.close();
    }
  }

  close(): Promise<void> {
    return this.context.close();
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.system.gateway}${path}`);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  async addToBasket(productId: string): Promise<void> {
    await this.goto(`/products/${productId}`);
    await this.page.getByRole('button', { name: 'Add to basket' }).click();
    await this.page.getByRole('link', { name: 'Check out' }).waitFor();
  }

  /** From an empty basket to the payment page. Resolves with its URL. */
  async order(productId: string): Promise<string> {
    await this.addToBasket(productId);
    await this.goto('/checkout');
    await this.fillCheckout();
    return this.continueToPayment();
  }

  async fillCheckout(): Promise<void> {
    await this.page.getByLabel('E-mail').fill(this.email);
    await this.fillAddress();
  }

  async fillAddress(): Promise<void> {
    const fields = {
      'Full name': 'Ada Lovelace',
      'Street and number': '12 St James’s Square',
      'Postal code': 'SW1Y 4JH',
      'Town or city': 'London',
    };
    await this.page.getByLabel('Country').selectOption('GB');
    for (const [label, value] of Object.entries(fields)) await this.page.getByLabel(label).fill(value);
  }

  async continueToPayment(): Promise<string> {
    await this.page.getByRole('button', { name: 'Continue to payment' }).click();
    await this.page.waitForURL(/\/c\/pay\//);
    return this.page.url();
  }

  /** On the payment page. A challenge or the shop follows, or the reason why the card was declined. */
  async payWith(card: string): Promise<void> {
    await this.page.getByLabel('Email').fill(this.email);
    await this.page.getByLabel('Card number').fill(card);
    await this.page.getByLabel('MM / YY').fill('12 / 40');
    await this.page.getByLabel('CVC').fill('123');
    await this.page.getByLabel('Cardholder name').fill('Ada Lovelace');
    await this.page.getByRole('button', { name: /^Pay/ }).click();
  }

  /** On the page that signs in. */
  async signIn({ email, password }: Credentials): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  }

  /** Resolves with the order's id once the shopper is back on its page. */
  async returned(): Promise<string> {
    await this.page.waitForURL(/\/orders\/[\da-f-]{36}/);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    return /\/orders\/([\da-f-]{36})/.exec(this.page.url())?.[1] ?? '';
  }

  /** The status of the order in words, as screen readers announce it. */
  status(words: string | RegExp): Locator {
    return this.page.getByRole('status').filter({ hasText: words });
  }
}

/** The card that pays. */
export const CARD = '4242 4242 4242 4242';
