import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import {
  type Actor,
  AssignOrder,
  CallerNotAllowed,
  CancelOrder,
  ChangeOrderStatus,
  type Fault,
  GetOrder,
  GetOrderTimeline,
  guest,
  Headers,
  ListOrders,
  RefundOrder,
  RenewPaymentSession,
  type RpcContract,
  system,
} from '@orderwire/contracts';
import { runInContext } from '@orderwire/platform';
import { type Caller, faultOf, TestIssuer, WAIT_LIMIT_MS } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { CancelOrderUseCase } from '../src/lifecycle/cancel-order.use-case.js';
import { OrdersWorld } from './orders-world.js';

const customer: Actor = { role: 'customer', id: uuidv7() };
const stranger: Actor = { role: 'customer', id: uuidv7() };
const admin: Actor = { role: 'admin', id: uuidv7() };

let world: OrdersWorld;
/** An order of the customer. */
let orderId: string;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
beforeEach(async () => {
  orderId = (await world.place({}, { actor: customer })).order.id;
});
afterAll(() => world.close());

const shopper: [string, RpcContract<{ orderId: string }, object>][] = [
  ['read', GetOrder],
  ['read with its timeline', GetOrderTimeline],
  ['cancelled', CancelOrder],
  ['renewed', RenewPaymentSession],
] as [string, RpcContract<{ orderId: string }, object>][];

const allOrders = () =>
  world.rows(
    'SELECT o.*, (SELECT count(*) FROM timeline t WHERE t.order_id = o.id) AS entries FROM orders o ORDER BY id',
  );

const unknownTo = async (contract: RpcContract<{ orderId: string }, object>, id: string, caller: Caller) =>
  expect(await faultOf(world.request(contract, { orderId: id }, caller))).toMatchObject({
    kind: 'not_found',
    code: 'orders.not_found',
    details: { orderId: id },
  });

describe('order of an account', () => {
  it.each(shopper)(
    'cannot be %s by another customer or a guest: it is not found',
    async (_what, contract) => {
      const before = await allOrders();
      for (const actor of [stranger, guest]) {
        await unknownTo(contract, orderId, { actor });
        await unknownTo(contract, uuidv7(), { actor });
      }
      expect(await allOrders()).toEqual(before);
    },
  );

  it.each(shopper)('can be %s by its owner', async (_what, contract) => {
    await world.request(contract, { orderId }, { actor: customer });
  });

  it.each(shopper)('can be %s by staff and admins', async (_what, contract) => {
    for (const actor of [{ role: 'staff', id: uuidv7() }, admin] as Actor[]) {
      const { order } = await world.place({}, { actor: customer });
      await world.request(contract, { orderId: order.id }, { actor });
    }
  });

  it('can be read by products-ms, and cancelled, renewed or refunded by no service without an account', async () => {
    const before = await allOrders();
    expect((await world.request(GetOrder, { orderId }, system)).id).toBe(orderId);
    const asked: [string, Promise<Fault>][] = [
      [CancelOrder.subject, faultOf(world.request(CancelOrder, { orderId }, system))],
      [RenewPaymentSession.subject, faultOf(world.request(RenewPaymentSession, { orderId }, system))],
      [RefundOrder.subject, faultOf(world.request(RefundOrder, { orderId, reason: 'duplicate' }, system))],
    ];
    for (const [subject, fault] of asked)
      expect(await fault).toMatchObject({
        kind: 'forbidden',
        code: CallerNotAllowed.code,
        details: { subject, service: 'client-gateway' },
      });
    expect(await allOrders()).toEqual(before);
  });

  it('shows owner and assignee to staff only', async () => {
    expect(await world.order(orderId, { actor: admin })).toMatchObject({
      customerId: customer.id,
      assigneeId: null,
    });
    const own = await world.order(orderId, { actor: customer });
    expect([own.customerId, own.assigneeId]).toEqual([undefined, undefined]);
  });

  it('belongs to a staff member who created it', async () => {
    const { order, orderToken } = await world.place({}, { actor: admin });
    expect(orderToken).toBeUndefined();
    expect((await world.order(order.id, { actor: admin })).customerId).toBe(admin.id);
  });
});

describe('list of orders', () => {
  it('is refused for guests', async () => {
    expect(await faultOf(world.request(ListOrders, {}, { actor: guest }))).toMatchObject({
      code: 'auth.not_signed_in',
    });
  });

  it('shows staff the orders of one account', async () => {
    const { data } = await world.request(ListOrders, { customerId: String(customer.id) }, { actor: admin });
    expect(data.map(({ id }) => id)).toContain(orderId);
    expect(new Set(data.map(({ customerId }) => customerId))).toEqual(new Set([customer.id]));
  });

  it('refuses filters by account or assignee for customers', async () => {
    for (const request of [{ customerId: String(stranger.id) }, { assigneeId: String(admin.id) }])
      expect(await faultOf(world.request(ListOrders, request, { actor: customer }))).toMatchObject({
        code: 'auth.not_allowed',
      });
  });
});

describe('timeline', () => {
  const staff: Actor = { role: 'staff', id: uuidv7() };
  const last = async (id: string, caller: Caller) =>
    (await world.request(GetOrderTimeline, { orderId: id }, caller)).entries.at(-1)?.details;

  it.each([
    ['its owner', customer],
    ['staff', staff],
    ['a job', system],
  ])('shows staff the account that cancelled an order, and shoppers its role: %s', async (_who, actor) => {
    // Also as system, which no service may request: orders-ms cancels by itself.
    await runInContext({ correlationId: 'test', actor }, () =>
      world.get(CancelOrderUseCase).execute({ orderId }),
    );
    expect(await last(orderId, { actor: admin })).toMatchObject({ by: actor.role, byId: actor.id });
    const shown = await last(orderId, { actor: customer });
    expect(shown).toMatchObject({ by: actor.role });
    expect(shown).not.toHaveProperty('byId');
  });

  it("shows Stripe's words about a failed payment or refund to staff only", async () => {
    await world.rows(
      `INSERT INTO timeline (id, order_id, at, step, cause, message, details)
       SELECT gen_random_uuid(), $1, now(), step, 'test', 'It failed.', details
       FROM (VALUES ('payment_failed', '{"reason":"Your account cannot make charges."}'::jsonb),
         ('refund_failed', '{"refundId":"r","paymentId":"p","amount":1,"failure":"insufficient_funds"}')) AS t (step, details)`,
      [orderId],
    );
    const shownTo = async (actor: Actor) =>
      JSON.stringify(await world.request(GetOrderTimeline, { orderId }, { actor }));
    expect(await shownTo(staff)).toMatch(
      /cannot make charges.*"because":"insufficient_funds"|"because":"insufficient_funds".*cannot make charges/,
    );
    expect(await shownTo(customer)).toMatch(/payment_failed.*refund_failed|refund_failed.*payment_failed/);
    expect(await shownTo(customer)).not.toMatch(/cannot make charges|insufficient_funds/);
  });

  it('says that a guest cancelled the order', async () => {
    const { order, orderToken } = await world.place();
    await world.request(CancelOrder, { orderId: order.id }, { actor: guest, orderToken: String(orderToken) });
    expect(await last(order.id, { actor: admin })).toMatchObject({ by: 'guest', byId: null });
  });

  it('shows staff the account that changed a status', async () => {
    await world.rows(
      "UPDATE orders SET status = 'PAID', payment_id = 'pi_1', paid_at = now() WHERE id = $1",
      [orderId],
    );
    await world.request(ChangeOrderStatus, { orderId, status: 'SHIPPED' }, { actor: staff });
    expect(await last(orderId, { actor: admin })).toMatchObject({ by: 'staff', byId: staff.id });
    expect(await last(orderId, { actor: customer })).not.toHaveProperty('byId');
  });
});

describe('requests for staff only', () => {
  it.each([
    ['a customer, even for their own order', customer, 'auth.not_allowed'],
    ['a guest', guest, 'auth.not_signed_in'],
  ])('are refused for %s', async (_who, actor, code) => {
    const before = await allOrders();
    const asked: Promise<Fault>[] = [
      faultOf(world.request(ChangeOrderStatus, { orderId, status: 'SHIPPED' }, { actor })),
      faultOf(world.request(AssignOrder, { orderId, assigneeId: null }, { actor })),
      faultOf(world.request(RefundOrder, { orderId, reason: 'duplicate' }, { actor })),
    ];
    for (const fault of await Promise.all(asked)) expect(fault).toMatchObject({ code });
    expect(await allOrders()).toEqual(before);
  });
});

describe('request that bypasses the gateway', () => {
  /** Sends a request with any headers. */
  const askRaw = async (subject: string, forged: Record<string, string>): Promise<string | undefined> => {
    const head = headers();
    for (const [name, value] of Object.entries(forged)) head.set(name, value);
    const body = JSON.stringify({
      orderId,
      ...(subject === ChangeOrderStatus.subject && { status: 'CANCELLED' }),
    });
    const reply = await world.link.connection.request(subject, body, {
      timeout: WAIT_LIMIT_MS,
      headers: head,
    });
    return reply.json<{ err?: { code: string } }>().err?.code;
  };
  const now = () => Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () => ({
    iss: 'orderwire',
    aud: 'orderwire-api',
    sub: admin.id,
    role: 'admin',
    sid: uuidv7(),
    jti: 'x',
    iat: now(),
    nbf: now(),
    exp: now() + 600,
  });
  const forgeries: [string, string, () => Promise<string> | string, string][] = [
    ['a claimed actor', Headers.actor, () => JSON.stringify(admin), 'orders.not_found'],
    ['a claimed service', Headers.actor, () => JSON.stringify(system), 'orders.not_found'],
    ['an invalid service token', Headers.service, () => 'rubbish', 'auth.not_allowed'],
    [
      'another order’s token',
      Headers.orderToken,
      async () => (await world.place()).orderToken ?? '',
      'orders.not_found',
    ],
    [
      'an unsigned token',
      Headers.identity,
      () => `${part({ alg: 'none', typ: 'at+jwt', kid: world.issuer.kid })}.${part(claims())}.`,
      'auth.token_invalid',
    ],
    [
      'a customer’s token with another role written into it',
      Headers.identity,
      async () => {
        const [head, , signature] = (await world.issuer.sign(stranger)).split('.');
        return `${head}.${part(claims())}.${signature}`;
      },
      'auth.token_invalid',
    ],
    [
      'a token of another key',
      Headers.identity,
      async () => world.issuer.sign(admin, { key: (await TestIssuer.unpublishedKey()).privateKey }),
      'auth.token_invalid',
    ],
    [
      'an expired token',
      Headers.identity,
      () => world.issuer.sign(admin, { expiresAt: now() - 120 }),
      'auth.token_invalid',
    ],
  ];
  it.each(forgeries)('is refused with %s', async (_what, header, make, code) => {
    const value = await make();
    const before = await allOrders();
    for (const [, { subject }] of shopper)
      expect([subject, await askRaw(subject, { [header]: value })]).toEqual([subject, code]);
    const refused = await askRaw(ChangeOrderStatus.subject, { [header]: value });
    expect(['auth.not_signed_in', code]).toContain(refused);
    expect(await allOrders()).toEqual(before);
  });
});
