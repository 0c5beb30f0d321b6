import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as contracts from '@orderwire/contracts';
import { currentContext } from '@orderwire/platform';
import { signedIn } from './fake-auth.js';
import { admin, customer, GatewayWorld, staff } from './gateway-world.js';
import { filled, type HttpFileRequest, readHttpFile } from './http-file.js';

const orderId = randomUUID();
const page = 'http://stripe.example/c/pay/cs_test_1';

/** Whose ids nobody has at hand where all is well. */
const notWalked = [
  'GET /api/v1/operations/dead-letters/{service}/{id}',
  'POST /api/v1/operations/dead-letters/{service}/{id}/discard',
  'POST /api/v1/operations/dead-letters/{service}/{id}/requeue',
];

describe('orderwire.http', () => {
  const file = readHttpFile(new URL('../orderwire.http', import.meta.url));
  const answers = new Map<string, unknown>();
  /** What was sent, in order, and what came back. */
  const walked: { title: string; sent: string; status: number; wanted: string }[] = [];
  let world: GatewayWorld;

  beforeAll(async () => {
    world = await GatewayWorld.create();
    file.variables.set('gateway', world.gateway.url);
    letServicesAnswer();
    for (const request of file.requests) await send(request);
  });
  afterAll(() => world.close());

  function letServicesAnswer(): void {
    const { dial, issuer } = world;
    const session = async (request: object): Promise<contracts.SignedIn> => {
      const { email = 'ada@example.com' } = request as { email?: string };
      const who = [staff, admin].find(({ role }) => email.startsWith(role)) ?? customer;
      const user = { ...signedIn.user, id: String(who.id), email };
      return { ...signedIn, user, accessToken: await issuer.sign(who) };
    };
    const orders = [orderId, randomUUID(), randomUUID()];
    for (const { subject } of [contracts.Register, contracts.Login, contracts.Refresh])
      dial.onSubject(subject, session);
    for (const { subject } of [contracts.ListProducts, contracts.ListSessions])
      dial.onSubject(subject, () => ({ data: [{ id: randomUUID() }] }));
    dial.onSubject(contracts.CreateProduct.subject, () => ({ id: randomUUID() }));
    dial.onSubject(contracts.ConfirmEmailChange.subject, () => ({ email: 'lovelace@example.com' }));
    dial.onSubject(contracts.CreateOrder.subject, () => ({
      order: { id: orders.shift() },
      paymentSession: { url: page },
      orderToken: 'a-guests-token',
    }));
    dial.onSubject(contracts.GetOrderTimeline.subject, () => ({ entries: [{ id: 'x', step: 'paid' }] }));
    dial.on(contracts.GetOrder, (request) => {
      if (request.orderId === orderId && currentContext()?.orderToken) throw contracts.OrderNotFound();
      return { id: request.orderId } as contracts.OrderView;
    });
  }

  async function send({ title, name, method, url, headers, body, status }: HttpFileRequest): Promise<void> {
    const fill = (text: string) => filled(text, file.variables, answers);
    const target = fill(url).replace(world.gateway.url, '');
    const lines = headers.map((line) => {
      const [header = '', value = ''] = fill(line).split(/: (.*)/);
      return [header.toLowerCase(), value];
    });
    // The page is Stripe's or the sandbox's, and moves on to the shop's own.
    const answer =
      target === page
        ? { status: 303, json: {} }
        : await world.call(
            method,
            target,
            body && fill(body),
            Object.fromEntries(lines) as Record<string, string>,
          );
    if (name) answers.set(name, answer.json);
    const sent = `${method} ${target.replace(/\?.*/, '')}`;
    walked.push({ title, sent, status: answer.status, wanted: status ? `${status}` : '2..' });
  }

  it('can be sent in order: each request is answered as its title says', () => {
    for (const { title, status, wanted } of walked)
      expect([title, String(status)]).toEqual([title, expect.stringMatching(new RegExp(`^${wanted}$`))]);
    expect(walked.length).toBeGreaterThan(50);
  });

  it('pays an order before that one is shipped and its money given back, and cancels another', () => {
    const at = (sent: string) => walked.findIndex((each) => each.sent === sent);
    const order = `/api/v1/orders/${orderId}`;
    expect(at(`POST ${page}`)).toBeGreaterThan(at('POST /api/v1/orders'));
    expect(at(`PATCH ${order}/status`)).toBeGreaterThan(at(`POST ${page}`));
    expect(at(`POST ${order}/refunds`)).toBeGreaterThan(at(`PATCH ${order}/status`));
    expect(walked.some(({ sent }) => sent.endsWith('/cancel'))).toBe(true);
    expect(at(`POST ${order}/cancel`)).toBe(-1);
  });

  it('leaves no route out, but those of dead letters, which a healthy system has none of', async () => {
    const { paths } = (await world.call('GET', '/api/docs-json')).json as unknown as {
      paths: Record<string, object>;
    };
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const isWalked = (route: string) => {
      const pattern = new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
      return walked.some(({ sent }) => pattern.test(sent));
    };
    expect(routes.filter((route) => !isWalked(route)).sort()).toEqual(notWalked);
  });
});
