import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { line, Shop } from './shop.js';

const GOOD = {
  email: 'ada@example.com',
  method: 'card',
  number: '4242 4242 4242 4242',
  expiry: '12 / 40',
  cvc: '123',
  name: 'Ada Shopper',
};

describe('the hosted Checkout page', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await Shop.open({ delayedPaymentSeconds: 3600 });
  });
  afterEach(() => shop.close());

  const submit = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${shop.sandbox.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  const pay = (id: string, change: Partial<typeof GOOD> = {}): Promise<Response> =>
    submit(`/c/pay/${id}`, { ...GOOD, ...change });

  it('shows lines, total, and the fields under Stripe’s own labels', async () => {
    const { url } = await shop.session();
    const page = await (await fetch(url!)).text();
    for (const text of ['Tea', 'Qty 2 × $6.00', 'TEST MODE – sandbox', 'http://127.0.0.1:9/cancel']) {
      expect(page).toContain(text);
    }
    for (const label of ['Email', 'Card number', 'MM / YY', 'CVC', 'Cardholder name']) {
      const id = new RegExp(`<label for="(\\w+)">${label}</label>`).exec(page)?.[1];
      expect(page).toContain(`id="${id}"`);
    }
    expect(page).toMatch(/<button class="submit" type="submit">\s*Pay \$12\.00\s*<\/button>/);
  });

  it.each([
    ['jpy', 'Pay ¥1,200'],
    ['kwd', 'Pay KWD\u00a01.200'],
  ])('formats %s with its own number of decimals', async (currency, button) => {
    const { url } = await shop.session({ line_items: [line(currency)] });
    expect(await (await fetch(url!)).text()).toContain(button);
  });

  it('allows no inline script and escapes the shop’s text', async () => {
    const evil = '<script>alert(1)</script>"';
    const item = {
      quantity: 1,
      price_data: { currency: 'usd', unit_amount: 100, product_data: { name: evil } },
    };
    const response = await fetch((await shop.session({ line_items: [item] })).url!);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self';/);
    const page = await response.text();
    expect(page).not.toContain(evil);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;');
    expect(page).not.toMatch(/<script>|\son\w+=|style=/);
  });

  it('charges the card and redirects to success_url with the session’s id', async () => {
    const { id } = await shop.session();
    const response = await pay(id);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`http://127.0.0.1:9/success?session_id=${id}`);
    expect(await shop.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      payment_status: 'paid',
      customer_details: { email: 'ada@example.com', name: 'Ada Shopper' },
    });
  });

  it('keeps the billing address and names a wrong country', async () => {
    const { id } = await shop.session();
    const address = { line1: '1 Tea Street', city: 'Cork', postal_code: 'T12 AB34', phone: '+353211234' };
    const wrong = await submit(`/c/pay/${id}`, { ...GOOD, ...address, country: 'Ireland' });
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringContaining('value="1 Tea Street"'),
    ]);
    expect((await submit(`/c/pay/${id}`, { ...GOOD, ...address, country: 'ie' })).status).toBe(303);
    const { customer_details } = await shop.stripe.checkout.sessions.retrieve(id);
    expect(customer_details).toMatchObject({
      address: { line1: '1 Tea Street', line2: null, city: 'Cork', country: 'IE', postal_code: 'T12 AB34' },
      phone: '+353211234',
    });
  });

  it('charges once on a double click, and redirects to success_url both times', async () => {
    const { id } = await shop.session();
    const responses = await Promise.all([pay(id), pay(id)]);
    expect(responses.map(({ status }) => status)).toEqual([303, 303]);
    expect((await shop.stripe.charges.list()).data).toHaveLength(1);
  });

  it('shows an error beside each invalid field and keeps the input', async () => {
    const { id } = await shop.session();
    const response = await pay(id, {
      email: 'ada',
      number: '4242 4242',
      expiry: '01 / 20',
      cvc: '1',
      name: '',
    });
    const page = await response.text();
    expect(response.status).toBe(422);
    for (const text of [
      'Your email is incomplete.',
      'Your card number is incomplete.',
      'Your card&#39;s expiration year is in the past.',
      'Your card&#39;s security code is incomplete.',
      'Required',
      'value="4242 4242"',
      'value="ada"',
    ]) {
      expect(page).toContain(text);
    }
    expect(await shop.eventTypes()).toEqual([]);
  });

  it('shows a decline and lets the shopper try another card', async () => {
    const { id } = await shop.session();
    const declined = await pay(id, { number: '4000000000009995' });
    expect([declined.status, await declined.text()]).toEqual([
      402,
      expect.stringContaining('insufficient funds'),
    ]);
    expect((await pay(id)).status).toBe(303);
  });

  it('sends a 3-D Secure card to the challenge, and back to the form when it fails', async () => {
    const { id } = await shop.session();
    const challenge = `/c/pay/${id}/challenge`;
    expect((await pay(id, { number: '4000002500003155' })).headers.get('location')).toBe(challenge);
    expect(await (await fetch(`${shop.sandbox.url}${challenge}`)).text()).toMatch(/Complete[\s\S]*Fail/);
    const failed = await submit(challenge, { answer: 'fail' });
    expect([failed.status, await failed.text()]).toEqual([
      402,
      expect.stringContaining('unable to authenticate'),
    ]);
    expect((await submit(challenge, { answer: 'complete' })).headers.get('location')).toBe(`/c/pay/${id}`);
    await pay(id, { number: '4000002500003155' });
    const passed = await submit(challenge, { answer: 'complete' });
    expect(passed.headers.get('location')).toContain('/success');
    expect((await shop.stripe.checkout.sessions.retrieve(id)).payment_status).toBe('paid');
  });

  it('offers a bank debit where the currency has one', async () => {
    const { id, url } = await shop.session();
    expect(await (await fetch(url!)).text()).toContain('Bank debit (delayed)');
    expect(
      (await submit(`/c/pay/${id}`, { email: 'ada@example.com', method: 'delayed_success' })).status,
    ).toBe(303);
    expect(await shop.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    const cardOnly = await shop.session({ allowed_payment_method_types: ['card'] });
    expect(await (await fetch(cardOnly.url!)).text()).not.toContain('Bank debit');
    expect((await submit(`/c/pay/${cardOnly.id}`, { ...GOOD, method: 'delayed_success' })).status).toBe(400);
  });

  it('fills the form with a test card without JavaScript', async () => {
    const { url } = await shop.session();
    expect(await (await fetch(`${url}?fill=decline`)).text()).toContain('value="4000 0000 0000 0002"');
  });

  it('has a page of its own for unknown, paid and expired sessions', async () => {
    const { id } = await shop.session();
    await shop.pay(id);
    const expired = await shop.session();
    await shop.stripe.checkout.sessions.expire(expired.id);
    const get = async (session: string): Promise<[number, string]> => {
      const response = await fetch(`${shop.sandbox.url}/c/pay/${session}`);
      return [response.status, await response.text()];
    };
    expect(await get('cs_test_unknown')).toEqual([404, expect.stringContaining('Something went wrong')]);
    expect(await get(id)).toEqual([200, expect.stringContaining('already been paid')]);
    expect(await get(expired.id)).toEqual([410, expect.stringContaining('http://127.0.0.1:9/cancel')]);
  });
});
