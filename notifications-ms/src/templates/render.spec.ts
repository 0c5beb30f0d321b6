import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OrderTax, OrderView, TaxReason } from '@orderwire/contracts';
import { accountKinds, type MessageKind, orderKinds, staffKinds } from '../messages/message.js';
import { layoutSource } from './layout.js';
import { render, type RenderInput } from './render.js';
import { languages } from './languages.js';

const orderId = '0190a000-0000-7000-8000-00000000abcd';
const at = '2026-11-29T16:30:00.000Z';
const allKinds: readonly MessageKind[] = [...orderKinds, ...accountKinds, ...staffKinds];

const order = (changes: Partial<OrderView> = {}): OrderView => ({
  ...{ id: orderId, status: 'PAID', currency: 'eur', totalAmount: 3_700, totalItems: 3, refundedAmount: 0 },
  ...{ taxAmount: 0, taxes: [], billing: null },
  items: [
    { productId: orderId, name: 'Mug', unitAmount: 1_250, quantity: 2, amount: 2_500 },
    { productId: orderId, name: 'Crème brûlée dish', unitAmount: 1_200, quantity: 1, amount: 1_200 },
  ],
  email: 'ada@example.com',
  shippingAddress: {
    name: 'Ada Lovelace',
    line1: '12 St James’s Square',
    city: 'London',
    postalCode: 'SW1Y 4JH',
    country: 'GB',
  },
  createdAt: at,
  paidAt: at,
  paymentId: 'pi_1',
  receiptUrl: null,
  tracking: null,
  ...changes,
});

/** Every value that a template may use. */
const data = {
  ...{
    time: at,
    payUntil: at,
    expiresAt: at,
    amount: 3_700,
    currency: 'eur',
    email: 'ada@example.com',
    newEmail: 'new@example.com',
  },
  ...{
    ip: '192.0.2.1',
    device: 'Firefox on Linux',
    product: 'Mug',
    available: 3,
    threshold: 5,
    reason: 'fraudulent',
  },
  ...{
    disputeId: 'du_1',
    paymentId: 'pi_1',
    refundId: 're_1',
    consumer: 'orders_ms_settle_order',
    attempts: 5,
  },
  ...{
    subject: 'payment.succeeded',
    eventId: 'e1',
    deadLetterId: 'd1',
    difference: 'missing_payment',
    message: 'pi_1 is unknown here',
  },
  ...{ url: 'https://shop.example/hooks', shipmentId: 's1' },
  ...{ carrier: 'SandboxPost', trackingNumber: 'CS1', trackingUrl: 'https://carrier.example/CS1' },
};

const mail = (kind: MessageKind, changes: Partial<RenderInput> = {}) =>
  render({ kind, locale: null, shop: 'Test Shop', name: 'Ada Lovelace', data, orderId, ...changes });

describe('the layout', () => {
  it('is compiled from templates/layout.mjml (npm run templates)', () => {
    const source = readFileSync(new URL('../../templates/layout.mjml', import.meta.url));
    expect(createHash('sha256').update(source).digest('hex')).toBe(layoutSource);
  });
});

describe.each(allKinds)('the mail %s', (kind) => {
  it.each(['en', 'es-MX'])('has a subject, HTML and text with all its values in %s', (locale) => {
    const shown = mail(kind, { locale, order: order(), link: 'https://shop.example/x' });
    expect(shown.subject).toMatch(/\S{2}/);
    for (const part of [shown.subject, shown.text, shown.html])
      expect(part).not.toMatch(/\{\{|undefined|null|NaN|Invalid/);
    expect(shown.html).toContain(`lang="${locale.slice(0, 2)}"`);
    expect(shown.text).toContain('Ada Lovelace');
  });

  it('uses only values that exist', () => {
    const { subject, heading, body, closing = [] } = languages.en.messages[kind];
    const known = [...Object.keys(data), 'shop', 'name', 'order.reference', 'order.id', '#if', '/if'];
    for (const text of [subject, heading, ...body, ...closing])
      for (const [, name = ''] of text.matchAll(/\{\{([^\s}]+)/g)) expect(known).toContain(name);
  });

  it('has the same values and paragraphs in every language', () => {
    const values = (text: string) => [...text.matchAll(/\{\{[^}]+\}\}/g)].map(String).sort();
    const { en, es } = { en: languages.en.messages[kind], es: languages.es.messages[kind] };
    expect(es.body.map(values)).toEqual(en.body.map(values));
    expect(values(es.subject)).toEqual(values(en.subject));
    expect([es.closing?.length, Boolean(es.button)]).toEqual([en.closing?.length, Boolean(en.button)]);
  });
});

const tax = (fields: Partial<OrderTax> = {}): OrderTax => ({
  ...{ name: 'VAT', country: 'DE', reason: 'standard_rated', percentage: 19, inclusive: true },
  ...{ taxableAmount: 3_109, amount: 591, ...fields },
});

describe('the taxes of an order', () => {
  const textOf = (taxes: OrderTax[], locale = 'en') =>
    mail('order_confirmation', { locale, order: order({ taxes }) }).text;

  it('stand below the total when it includes them, above it when they were added', () => {
    const reduced = tax({ reason: 'reduced_rated', percentage: 5.5, amount: 52 });
    expect(textOf([tax(), reduced])).toContain(
      'Total: €37.00\nincludes VAT 19%: €5.91\nincludes VAT 5.5%: €0.52',
    );
    const added = tax({ name: 'Sales tax', percentage: 8.25, inclusive: false, amount: 282 });
    expect(textOf([added])).toContain('plus Sales tax 8.25%: €2.82\nTotal: €37.00\n');
    expect(textOf([tax()], 'es-ES')).toContain('incluye VAT 19\u00a0%: 5,91\u00a0€');
  });

  it.each<[TaxReason, string, string]>([
    ['reverse_charge', 'Reverse charge: the recipient owes the tax.', 'Inversión del sujeto pasivo'],
    ['intra_community_supply', 'Tax-exempt intra-Community supply.', 'Entrega intracomunitaria exenta.'],
    ['export', 'Tax-exempt export.', 'Exportación exenta.'],
  ])('of %s are a note', (reason, en, es) => {
    const free = tax({ reason, percentage: 0, amount: 0, inclusive: false });
    expect(textOf([free])).toContain(`Total: €37.00\n${en}`);
    expect(textOf([free], 'es')).toContain(es);
    expect(mail('order_confirmation', { order: order({ taxes: [free] }) }).html).toContain(en);
  });

  it('are not mentioned where there are none', () => {
    for (const reason of ['zero_rated', 'not_subject_to_tax'] as const)
      expect(textOf([tax({ reason, percentage: 0, amount: 0 })])).toMatch(/Total: €37.00\n\n/);
  });

  it('are in the HTML as well, with their names escaped', () => {
    const { html } = mail('order_confirmation', { order: order({ taxes: [tax({ name: '<b>VAT' })] }) });
    expect(html).toContain('includes &lt;b&gt;VAT 19%');
    expect(html).toContain('€5.91');
  });
});

describe('what a mail shows', () => {
  it('formats amounts and times for the locale of the recipient', () => {
    expect(mail('payment_received').text).toContain('€37.00 at November 29, 2026 at 4:30 PM UTC');
    expect(mail('payment_received', { locale: 'en-GB' }).text).toContain('29 November 2026 at 16:30 UTC');
    expect(mail('payment_received', { locale: 'es-ES' }).text).toContain(
      '37,00\u00a0€ el 29 de noviembre de 2026',
    );
  });

  it.each([
    ['jpy', 3_700, '¥3,700'],
    ['krw', 3_700, '₩3,700'],
    ['kwd', 3_700, 'KWD\u00a03.700'],
    ['inr', 3_700, '₹37.00'],
  ])('writes %s with its own decimals', (currency, totalAmount, text) => {
    expect(mail('order_confirmation', { order: order({ currency, totalAmount }) }).text).toContain(
      `Total: ${text}`,
    );
  });

  it('never compiles what a customer typed', () => {
    const name = '{{shop}} {{constructor}} {{#with "s" as |string|}}x{{/with}}';
    const [line] = order().items;
    const shown = mail('order_confirmation', { name, order: order({ items: [{ ...line!, name }] }) });
    expect(shown.text).toContain(`Hello ${name},`);
    expect(shown.text).toContain(`2 × ${name}`);
  });

  it('escapes HTML in names and addresses', () => {
    const name = '<img src=x onerror=alert(1)>"\'';
    const address = { ...order().shippingAddress!, line1: name };
    const [line] = order().items;
    const shown = mail('order_shipped', {
      name,
      order: order({ items: [{ ...line!, name }], shippingAddress: address }),
    });
    expect(shown.html).not.toContain('<img');
    expect(shown.html.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('keeps line breaks out of subjects, so that no value adds a header', () => {
    const product = 'Mug\r\nBcc: victim@example.com\u2028X';
    expect(mail('stock_low', { data: { ...data, product } }).subject).toBe(
      'Low stock: Mug Bcc: victim@example.com X',
    );
  });

  it('shows a code only where there is no page to link to', () => {
    const coded = mail('password_reset', { code: 'secret-code' });
    expect(coded.text).toContain('Your code:\nsecret-code');
    expect(coded.html).toContain('secret-code');
    expect(coded.html).not.toContain('Set a new password</a>');
    const linked = mail('password_reset', { link: 'https://shop.example/reset-password#token=t' });
    expect(linked.text).toContain('Set a new password: https://shop.example/reset-password#token=t');
    expect(linked.text).not.toContain('Your code');
  });

  it('is English for a locale that is not one, or whose language it does not speak', () => {
    expect(mail('welcome', { locale: 'en-12' }).subject).toBe('Welcome to Test Shop');
    expect(mail('welcome', { locale: 'de-CH' }).subject).toBe('Welcome to Test Shop');
  });
});
