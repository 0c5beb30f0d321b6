import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TraceView } from '@orderwire/contracts';
import { twoMailsAbout } from './harness/mails.js';
import { StaffClient } from './harness/staff-client.js';
import { useSystem } from './harness/system.js';
import { until } from './harness/until.js';

const system = useSystem();
const staff = new StaffClient(system);

describe('the trace of an order', () => {
  const correlationId = randomUUID();
  const email = `${randomUUID()}@example.com`;
  const address = {
    name: 'Ada Traced',
    line1: '7 Hidden Lane',
    city: 'Hiddenburg',
    postalCode: '10115',
    country: 'DE',
  };
  let orderToken: string;
  let spans: TraceView['spans'];

  const trace = async (id: string): Promise<TraceView> =>
    (await staff.request<TraceView>('GET', `/insights/traces/${id}`)).orThrow();

  beforeAll(async () => {
    const productId = await staff.shopper.createProduct();
    const placed = await system.guest.createOrder(
      { items: [{ productId, quantity: 1 }], email, shippingAddress: address },
      { 'x-request-id': correlationId },
    );
    const { order, paymentSession, orderToken: token = '' } = placed.orThrow();
    orderToken = token;
    await staff.shopper.pay(paymentSession?.id ?? '');
    await twoMailsAbout(system, order.id);
    ({ spans } = await until(
      () => trace(correlationId),
      ({ spans }) => last.every((name) => spans.some((span) => span.name === name)),
    ));
  });

  /** The last spans of what runs beside each other. */
  const last = ['send email', 'process payment_received', 'render invoice', 'POST /v2/shipments/:id/buy'];

  it.each([
    ['client-gateway', 'POST /api/v1/orders'],
    ['orders-ms', 'orders.create'],
    ['products-ms', 'validate_products'],
    ['products-ms', 'reservations.reserve'],
    ['orders-ms', 'orders.insert'],
    ['orders-ms', 'create order.created'],
    ['orders-ms', 'outbox.insert'],
    ['orders-ms', 'COMMIT'],
    ['orders-ms', 'send'],
    ['payments-ms', 'POST /v1/checkout/sessions'],
    ['payments-ms', 'process stripe events'],
    ['payments-ms', 'GET /v1/checkout/sessions/:id'],
    ['payments-ms', 'create payment.succeeded'],
    ['orders-ms', 'process payment.succeeded'],
    ['notifications-ms', 'process order.paid'],
    ['notifications-ms', 'process payment_received'],
    ['notifications-ms', 'send email'],
    ['invoices-ms', 'issue invoice'],
    ['shipping-ms', 'POST /v2/shipments/:id/buy'],
    ['insights-ms', 'process order.paid'],
  ])('has the span of %s: %s', (service, name) => {
    expect(spans.filter((span) => span.name === name).map((span) => span.service)).toContain(service);
  });

  it('is one trace, and no span of it failed, except questions whether the carrier knows a shipment', () => {
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
      new Set([correlationId.replaceAll('-', '')]),
    );
    const failed = spans.filter((span) => span.failed && span.attributes['error.type'] !== '404');
    expect(failed).toEqual([]);
  });

  it('contains no personal data and no token', () => {
    const texts = spans.flatMap(({ name, attributes }) => [name, ...Object.values(attributes).map(String)]);
    const { country: _, ...personal } = address;
    for (const secret of [email, orderToken, ...Object.values(personal), '4242424242424242'])
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  });

  it('is for staff alone', async () => {
    const path = `/insights/traces/${correlationId}`;
    expect((await staff.shopper.request('GET', path)).status).toBe(403);
    expect((await system.guest.request('GET', path)).status).toBe(401);
  });

  it('of an unknown request is empty, and a correlation id that is none is refused', async () => {
    expect(await trace(randomUUID())).toMatchObject({ isKept: true, spans: [] });
    expect((await staff.request('GET', '/insights/traces/a%20b')).status).toBe(400);
  });
});
