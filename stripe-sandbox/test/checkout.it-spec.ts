import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { line, Shop, until, idOf } from './shop.js';

describe('a Checkout Session', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await Shop.open({ delayedPaymentSeconds: 0.05 });
  });
  afterEach(() => shop.close());

  const intentOf = async (id: string): Promise<Stripe.PaymentIntent> => {
    const session = await shop.stripe.checkout.sessions.retrieve(id, {
      expand: ['payment_intent.latest_charge'],
    });
    return session.payment_intent as Stripe.PaymentIntent;
  };

  it('is open, unpaid and without a PaymentIntent until the shopper confirms', async () => {
    const session = await shop.session();
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 1200,
      currency: 'usd',
      metadata: { orderId: 'order-1' },
      livemode: false,
      customer_details: null,
    });
    expect(session.url).toBe(`${shop.sandbox.url}/c/pay/${session.id}`);
    expect(session.expires_at - session.created).toBe(24 * 3600);
  });

  it('is paid with 4242…: charge, intent and session agree, and the events come in order', async () => {
    const { id } = await shop.session();
    expect(await shop.pay(id, { email: 'ada@example.com' })).toMatchObject({
      status: 200,
      body: {
        status: 'complete',
        payment_status: 'paid',
        url: null,
        customer_details: { email: 'ada@example.com' },
      },
    });
    const intent = await intentOf(id);
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 1200,
      metadata: { orderId: 'order-1' },
      latest_charge: { amount: 1200, captured: true, paid: true, metadata: { orderId: 'order-1' } },
    });
    const receipt = await fetch((intent.latest_charge as Stripe.Charge).receipt_url ?? '');
    expect(await receipt.text()).toContain('$12.00');
    expect(await shop.eventTypes()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ]);
  });

  it('can be paid with an amount that differs from its lines, as with a discount or tax', async () => {
    const less = await shop.session();
    const more = await shop.session();
    expect((await shop.pay(less.id, { card: '4000000000000002' })).status).toBe(402);
    expect((await shop.control(`checkout/sessions/${less.id}/pay`, { amount: 1000 })).body).toMatchObject({
      payment_status: 'paid',
      amount_subtotal: 1200,
      amount_total: 1000,
      total_details: { amount_discount: 200, amount_tax: 0 },
    });
    expect(await intentOf(less.id)).toMatchObject({ amount_received: 1000, latest_charge: { amount: 1000 } });
    expect((await shop.control(`checkout/sessions/${more.id}/pay`, { amount: 1201 })).body).toMatchObject({
      amount_subtotal: 1200,
      amount_total: 1201,
      total_details: { amount_discount: 0, amount_tax: 1 },
    });
    const wrong = await shop.control(`checkout/sessions/${more.id}/pay`, { amount: 0.5 });
    expect(wrong).toMatchObject({ status: 400, body: { error: { param: 'amount' } } });
  });

  it.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000000069', 'expired_card', undefined],
    ['4000000000000127', 'incorrect_cvc', undefined],
    ['4000000000000119', 'processing_error', undefined],
    ['4111111111111111', 'card_declined', 'test_mode_live_card'],
  ])('declines %s with %s and stays open', async (card, code, decline) => {
    const { id } = await shop.session();
    const { status, body } = await shop.pay(id, { card });
    expect(status).toBe(402);
    expect(body.error).toMatchObject({
      type: 'card_error',
      code,
      payment_intent: { status: 'requires_payment_method' },
    });
    expect(body.error?.decline_code).toBe(decline);
    expect(await intentOf(id)).toMatchObject({
      last_payment_error: { code },
      latest_charge: { status: 'failed' },
    });
    expect(await shop.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
    });
    expect(await shop.eventTypes()).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
  });

  it('uses the same PaymentIntent for the attempt after a decline', async () => {
    const { id } = await shop.session();
    await shop.pay(id, { card: '4000000000000002' });
    const before = await intentOf(id);
    await shop.pay(id);
    const after = await intentOf(id);
    expect([after.id, after.status, after.last_payment_error]).toEqual([before.id, 'succeeded', null]);
    const { data } = await shop.stripe.charges.list({ payment_intent: after.id });
    expect(data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  it.each(['4000002500003155', '4000002760003184'])(
    'asks for 3-D Secure with %s before it is paid',
    async (card) => {
      const { id } = await shop.session();
      expect(await shop.pay(id, { card })).toMatchObject({
        status: 402,
        body: { error: { code: 'authentication_required' } },
      });
      expect((await intentOf(id)).status).toBe('requires_action');
      expect(await shop.pay(id, { card, challenge: 'fail' })).toMatchObject({
        status: 402,
        body: { error: { code: 'payment_intent_authentication_failure' } },
      });
      expect(await shop.pay(id, { card, challenge: 'complete' })).toMatchObject({
        body: { payment_status: 'paid' },
      });
      expect(await intentOf(id)).toMatchObject({
        latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
      });
    },
  );

  it('completes unpaid with a delayed method, then reports that it succeeded', async () => {
    const { id } = await shop.session();
    expect((await shop.pay(id, { method: 'delayed_success' })).body).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    await until(async () => (await shop.eventTypes()).includes('checkout.session.async_payment_succeeded'));
    expect(await intentOf(id)).toMatchObject({ status: 'succeeded', latest_charge: { status: 'succeeded' } });
    const events = await shop.stripe.events.list({ types: ['checkout.session.*'] });
    const statuses = events.data.map(({ data }) => (data.object as Stripe.Checkout.Session).payment_status);
    expect(statuses).toEqual(['paid', 'unpaid']);
  });

  it('reports that a delayed method failed, and stays unpaid', async () => {
    const { id } = await shop.session();
    await shop.pay(id, { method: 'delayed_failure' });
    await until(async () => (await shop.eventTypes()).includes('checkout.session.async_payment_failed'));
    expect(await intentOf(id)).toMatchObject({
      status: 'requires_payment_method',
      latest_charge: { status: 'failed' },
    });
    expect(await shop.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
  });

  it('is paid once by two concurrent attempts', async () => {
    const { id } = await shop.session();
    const answers = await Promise.all([shop.pay(id), shop.pay(id), shop.pay(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect((await shop.stripe.charges.list()).data).toHaveLength(1);
  });

  it('creates a customer with customer_creation always', async () => {
    const { id } = await shop.session({ customer_creation: 'always' });
    const { body } = await shop.pay(id, { email: 'ada@example.com' });
    const customer = await shop.stripe.customers.retrieve(idOf(body.customer));
    expect(customer).toMatchObject({ email: 'ada@example.com' });
    expect(await intentOf(id)).toMatchObject({
      customer: customer.id,
      latest_charge: { customer: customer.id },
    });
  });

  it('needs no payment when its total is zero', async () => {
    const session = await shop.session({ line_items: [line('usd', 0, 1)] });
    expect((await shop.pay(session.id)).body).toMatchObject({
      status: 'complete',
      payment_status: 'no_payment_required',
      payment_intent: null,
    });
  });

  it('keeps the optional data of a product, readable by expanding it', async () => {
    const product = {
      name: 'Tea',
      description: 'Loose leaves',
      images: ['https://img.example/tea.png'],
      metadata: { sku: 'T-1' },
      tax_code: 'txcd_99999999',
      unit_label: 'tin',
    };
    const price = { currency: 'usd', unit_amount: 600, tax_behavior: 'inclusive' as const };
    const { id } = await shop.session({
      line_items: [{ quantity: 1, price_data: { ...price, product_data: product } }],
    });
    const expected = { tax_behavior: 'inclusive', product: { object: 'product', active: false, ...product } };
    const lines = await shop.stripe.checkout.sessions.listLineItems(id, { expand: ['data.price.product'] });
    expect(lines.data).toMatchObject([{ price: expected }]);
    const expand = ['line_items.data.price.product'];
    const session = await shop.stripe.checkout.sessions.retrieve(id, { expand });
    expect(session.line_items?.data).toMatchObject([{ price: expected }]);
  });

  it('keeps the address, phone and e-mail that the payer entered', async () => {
    const { id } = await shop.session({ customer_email: 'shop@example.com', customer_creation: 'always' });
    const address = { line1: '1 Tea Street', city: 'Cork', country: 'IE', postal_code: 'T12 AB34' };
    const whole = { line2: null, state: null, ...address };
    await shop.control(`checkout/sessions/${id}/pay`, {
      email: 'ada@example.com',
      address,
      phone: '+353211234',
    });
    const session = await shop.stripe.checkout.sessions.retrieve(id, { expand: ['customer'] });
    expect(session).toMatchObject({
      customer_email: 'shop@example.com',
      customer_details: { email: 'ada@example.com', address: whole, phone: '+353211234' },
      customer: { email: 'ada@example.com', address: whole, phone: '+353211234' },
    });
    expect(await intentOf(id)).toMatchObject({
      latest_charge: { billing_details: { email: 'ada@example.com', address: whole, phone: '+353211234' } },
    });
  });

  it.each(['jpy', 'kwd'])('keeps amounts in the minor unit of %s', async (currency) => {
    const { id, amount_total } = await shop.session({ line_items: [line(currency, 1500, 2)] });
    await shop.pay(id);
    expect([amount_total, (await intentOf(id)).amount_received]).toEqual([3000, 3000]);
  });
});
