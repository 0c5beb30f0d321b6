import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import {
  type Actor,
  AssignOrder,
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
import { WAIT_LIMIT_MS, TestIssuer } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { type Asking, faultOf, OrdersWorld } from './orders-world.js';

const customer: Actor = { role: 'customer', id: uuidv7() };
const stranger: Actor = { role: 'customer', id: uuidv7() };
const admin: Actor = { role: 'admin', id: uuidv7() };

let world: OrdersWorld;
/** The customer's. */
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
  ['followed', GetOrderTimeline],
  ['cancelled', CancelOrder],
  ['given a new link', RenewPaymentSession],
] as [string, RpcContract<{ orderId: string }, object>][];

const whole = () =>
  world.rows(
    'SELECT o.*, (SELECT count(*) FROM timeline t WHERE t.order_id = o.id) AS told FROM orders o ORDER BY id',
  );

const unknownTo = async (contract: RpcContract<{ orderId: string }, object>, id: string, asking: Asking) =>
  expect(await faultOf(world.ask(contract, { orderId: id }, asking))).toMatchObject({
    kind: 'not_found',
    code: 'orders.not_found',
    details: { orderId: id },
  });

describe('an order of an account', () => {
  it.each(shopper)(
    'cannot be %s by another customer or a guest: it does not exist for them',
    async (_what, contract) => {
      const before = await whole();
      for (const actor of [stranger, guest]) {
        await unknownTo(contract, orderId, { actor });
        await unknownTo(contract, uuidv7(), { actor });
      }
      expect(await whole()).toEqual(before);
    },
  );

  it.each(shopper)('can be %s by its owner', async (_what, contract) => {
    await world.ask(contract, { orderId }, { actor: customer });
  });

  it.each(shopper)('can be %s by staff, admins and our own services', async (_what, contract) => {
    for (const actor of [{ role: 'staff', id: uuidv7() }, admin, system] as Actor[]) {
      const { order } = await world.place({}, { actor: customer });
      await world.ask(contract, { orderId: order.id }, { actor });
    }
  });

  it('tells whose it is and who looks after it to staff alone', async () => {
    expect(await world.order(orderId, { actor: admin })).toMatchObject({
      customerId: customer.id,
      assigneeId: null,
    });
    const own = await world.order(orderId, { actor: customer });
    expect([own.customerId, own.assigneeId]).toEqual([undefined, undefined]);
  });

  it('of a staff member is theirs like anybody’s', async () => {
    const { order, orderToken } = await world.place({}, { actor: admin });
    expect(orderToken).toBeUndefined();
    expect((await world.order(order.id, { actor: admin })).customerId).toBe(admin.id);
  });
});

describe('the list of orders', () => {
  it('is not for guests', async () => {
    expect(await faultOf(world.ask(ListOrders, {}, { actor: guest }))).toMatchObject({
      code: 'auth.not_signed_in',
    });
  });

  it('shows staff the orders of one account', async () => {
    const { data } = await world.ask(ListOrders, { customerId: String(customer.id) }, { actor: admin });
    expect(data.map(({ id }) => id)).toContain(orderId);
    expect(new Set(data.map(({ customerId }) => customerId))).toEqual(new Set([customer.id]));
  });

  it('lets customers choose neither another account nor a staff member', async () => {
    for (const request of [{ customerId: String(stranger.id) }, { assigneeId: String(admin.id) }])
      expect(await faultOf(world.ask(ListOrders, request, { actor: customer }))).toMatchObject({
        code: 'auth.not_allowed',
      });
  });
});

describe('the timeline', () => {
  const staff: Actor = { role: 'staff', id: uuidv7() };
  const last = async (id: string, asking: Asking) =>
    (await world.ask(GetOrderTimeline, { orderId: id }, asking)).entries.at(-1)?.details;

  it.each([
    ['its owner', customer],
    ['staff', staff],
    ['time', system],
  ])(
    'tells staff which account cancelled an order, and shoppers only that it was %s',
    async (_who, actor) => {
      await world.ask(CancelOrder, { orderId }, { actor });
      expect(await last(orderId, { actor: admin })).toMatchObject({ by: actor.role, byId: actor.id });
      const shown = await last(orderId, { actor: customer });
      expect(shown).toMatchObject({ by: actor.role });
      expect(shown).not.toHaveProperty('byId');
    },
  );

  it('tells of a guest who cancelled that it was one', async () => {
    const { order, orderToken } = await world.place();
    await world.ask(CancelOrder, { orderId: order.id }, { actor: guest, orderToken: String(orderToken) });
    expect(await last(order.id, { actor: admin })).toMatchObject({ by: 'guest', byId: null });
  });

  it('tells staff who moved an order by hand', async () => {
    await world.rows(
      "UPDATE orders SET status = 'PAID', payment_id = 'pi_1', paid_at = now() WHERE id = $1",
      [orderId],
    );
    await world.ask(ChangeOrderStatus, { orderId, status: 'SHIPPED' }, { actor: staff });
    expect(await last(orderId, { actor: admin })).toMatchObject({ by: 'staff', byId: staff.id });
    expect(await last(orderId, { actor: customer })).not.toHaveProperty('byId');
  });
});

describe('what only staff may do', () => {
  it.each([
    ['a customer, also to their own order', customer, 'auth.not_allowed'],
    ['a guest', guest, 'auth.not_signed_in'],
  ])('is refused to %s', async (_who, actor, code) => {
    const before = await whole();
    const asked: Promise<Fault>[] = [
      faultOf(world.ask(ChangeOrderStatus, { orderId, status: 'SHIPPED' }, { actor })),
      faultOf(world.ask(AssignOrder, { orderId, assigneeId: null }, { actor })),
      faultOf(world.ask(RefundOrder, { orderId, reason: 'duplicate' }, { actor })),
    ];
    for (const fault of await Promise.all(asked)) expect(fault).toMatchObject({ code });
    expect(await whole()).toEqual(before);
  });
});

describe('a request that did not come through the gateway', () => {
  /** Asks over bare NATS, with whatever headers somebody might make up. */
  const askRaw = async (subject: string, made: Record<string, string>): Promise<string | undefined> => {
    const head = headers();
    for (const [name, value] of Object.entries(made)) head.set(name, value);
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
    [
      'a claim to be one of our own services',
      Headers.actor,
      () => JSON.stringify(system),
      'orders.not_found',
    ],
    ['a service token that is none', Headers.service, () => 'rubbish', 'auth.not_allowed'],
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
      'a token of a key of one’s own',
      Headers.identity,
      async () => world.issuer.sign(admin, { key: (await TestIssuer.unpublishedKey()).privateKey }),
      'auth.token_invalid',
    ],
    [
      'a token that has ended',
      Headers.identity,
      () => world.issuer.sign(admin, { expiresAt: now() - 120 }),
      'auth.token_invalid',
    ],
  ];
  it.each(forgeries)('gets nothing by %s', async (_what, header, make, code) => {
    const value = await make();
    const before = await whole();
    for (const [, { subject }] of shopper)
      expect([subject, await askRaw(subject, { [header]: value })]).toEqual([subject, code]);
    const refused = await askRaw(ChangeOrderStatus.subject, { [header]: value });
    expect(['auth.not_signed_in', code]).toContain(refused);
    expect(await whole()).toEqual(before);
  });
});
