import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as contracts from '@orderwire/contracts';
import { admin, customer, GatewayWorld, signedIn, staff } from './gateway-world.js';
import { substitute, type HttpFileRequest, readHttpFile } from './http-file.js';

const orderId = randomUUID();
const page = 'http://stripe.example/c/pay/cs_test_1';

/** They need a dead letter, or keys of Web Push, which a new system does not have. */
const exceptions = [
  'DELETE /api/v1/notifications/push-subscriptions',
  'GET /api/v1/notifications/push-key',
  'GET /api/v1/operations/dead-letters/{service}/{id}',
  'POST /api/v1/operations/dead-letters/{service}/groups/discard',
  'POST /api/v1/operations/dead-letters/{service}/groups/requeue',
  'POST /api/v1/operations/dead-letters/{service}/{id}/discard',
  'POST /api/v1/operations/dead-letters/{service}/{id}/requeue',
  'POST /api/v1/notifications/push-subscriptions',
].sort();

describe('orderwire.http', () => {
  const file = readHttpFile(new URL('../orderwire.http', import.meta.url));
  const responses = new Map<string, unknown>();
  /** Sent requests in order, with the received and the expected status. */
  const exchanges: { title: string; sent: string; status: number; expected: string }[] = [];
  let world: GatewayWorld;

  beforeAll(async () => {
    world = await GatewayWorld.create();
    file.variables.set('gateway', world.gateway.url);
    stubReplies();
    for (const request of file.requests) await send(request);
  });
  afterAll(() => world.close());

  function stubReplies(): void {
    const { fake, issuer } = world;
    const session = async (request: object): Promise<contracts.SignedIn> => {
      const { email = 'ada@example.com' } = request as { email?: string };
      const who = [staff, admin].find(({ role }) => email.startsWith(role)) ?? customer;
      const user = { ...signedIn.user, id: String(who.id), email };
      return { ...signedIn, user, accessToken: await issuer.sign(who) };
    };
    const orders = [orderId, randomUUID(), randomUUID()];
    world.stub([contracts.Register, contracts.Login, contracts.Refresh], session);
    world.stub(
      [
        contracts.ListProducts,
        contracts.ListSessions,
        contracts.ListMessages,
        contracts.ListShipments,
        contracts.ListPayments,
      ],
      () => ({ data: [{ id: randomUUID() }] }),
    );
    world.stub(
      [contracts.ListDeadLetters, contracts.ListDeadLetterGroups].flatMap((each) => Object.values(each)),
      () => ({ data: [], meta: { nextCursor: null } }),
    );
    world.stub(Object.values(contracts.ListConsumers), () => ({ stream: null, consumers: [] }));
    world.stub(
      [
        contracts.CreateProduct,
        contracts.CreateReturn,
        contracts.CreateTaxRate,
        contracts.CreateWebhookEndpoint,
        contracts.SendTestWebhook,
      ],
      () => ({ id: randomUUID() }),
    );
    world.stub(contracts.ConfirmEmailChange, () => ({ email: 'lovelace@example.com' }));
    world.stub(contracts.CreateOrder, () => ({
      order: { id: orders.shift() },
      paymentSession: { url: page },
      orderToken: 'a-guests-token',
    }));
    world.stub(contracts.GetOrderTimeline, () => ({
      standing: [],
      entries: [{ id: 'x', step: 'paid' }],
      meta: { nextCursor: null },
    }));
    world.stub(contracts.ListOrderDocuments, () => ({ data: [{ id: randomUUID() }] }));
    fake.on(contracts.GetInvoiceFile, ({ format }) => {
      if (format === 'xml') throw contracts.NoEInvoice();
      return { filename: 'INV-1.pdf', contentType: 'application/pdf', content: '', sha256: '' };
    });
    world.stub([contracts.SearchOrders, contracts.SearchPayments, contracts.ListUsers], () => ({ data: [] }));
    world.stub(contracts.CountOrders, () => ({ count: 0, more: false }));
    world.stub(contracts.ListOrders, () => ({ data: [], meta: { nextCursor: null } }));
    world.stub(contracts.StartBulkAction, () => ({ matching: 0, bulkAction: { id: randomUUID() } }));
    const pdf = { filename: 'label.pdf', contentType: 'application/pdf', content: '', sha256: '' };
    world.stub([contracts.GetShipmentLabel, contracts.GetPackingSlip, contracts.GetReturnLabel], () => pdf);
    fake.on(contracts.GetOrder, (request, { context }) => {
      if (request.orderId === orderId && context.orderToken) throw contracts.OrderNotFound();
      return { id: request.orderId } as contracts.OrderView;
    });
  }

  async function send({ title, name, method, url, headers, body, status }: HttpFileRequest): Promise<void> {
    const fill = (text: string) => substitute(text, file.variables, responses);
    const target = fill(url).replace(world.gateway.url, '');
    const lines = headers.map((line) => {
      const [header = '', value = ''] = fill(line).split(/: (.*)/);
      return [header.toLowerCase(), value];
    });
    // Stripe's page, which redirects to the shop.
    const response =
      target === page
        ? { status: 303, json: {} }
        : await world.call(
            method,
            target,
            body && fill(body),
            Object.fromEntries(lines) as Record<string, string>,
          );
    if (name) responses.set(name, response.json);
    const sent = `${method} ${target.replace(/\?.*/, '')}`;
    exchanges.push({ title, sent, status: response.status, expected: status ? `${status}` : '2..' });
  }

  it('can be sent in order: each response has the status that its title states', () => {
    for (const { title, status, expected } of exchanges)
      expect([title, String(status)]).toEqual([title, expect.stringMatching(new RegExp(`^${expected}$`))]);
    expect(exchanges.length).toBeGreaterThan(50);
  });

  it('pays, ships and refunds one order, and cancels another', () => {
    const at = (sent: string) => exchanges.findIndex((each) => each.sent === sent);
    const order = `/api/v1/orders/${orderId}`;
    expect(at(`POST ${page}`)).toBeGreaterThan(at('POST /api/v1/orders'));
    expect(at(`PATCH ${order}/status`)).toBeGreaterThan(at(`POST ${page}`));
    expect(at(`POST ${order}/refunds`)).toBeGreaterThan(at(`PATCH ${order}/status`));
    expect(exchanges.some(({ sent }) => sent.endsWith('/cancel'))).toBe(true);
    expect(at(`POST ${order}/cancel`)).toBe(-1);
  });

  it('covers every route except those of a single dead letter and of push messages', async () => {
    const { paths } = (await world.call('GET', '/api/docs-json')).json as unknown as {
      paths: Record<string, object>;
    };
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const isSent = (route: string) => {
      const pattern = new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
      return exchanges.some(({ sent }) => pattern.test(sent));
    };
    expect(routes.filter((route) => !isSent(route)).sort()).toEqual(exceptions);
  });
});
