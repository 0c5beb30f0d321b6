import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, AssignOrder, GetOrderTimeline, ListOrders, OrderAssigned } from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { fakeAccounts } from './fake-services.js';
import { OrdersWorld, staff } from './orders-world.js';

const [packer, boss, shopper, disabled, deleted] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
const customer: Actor = { role: 'customer', id: uuidv7() };

let world: OrdersWorld;
let accounts: ReturnType<typeof fakeAccounts>;
beforeAll(async () => {
  world = await OrdersWorld.create();
  accounts = fakeAccounts(
    world.link,
    new Map([
      [packer, { role: 'staff', status: 'active' }],
      [boss, { role: 'admin', status: 'active' }],
      [shopper, { role: 'customer', status: 'active' }],
      [disabled, { role: 'staff', status: 'disabled' }],
      [deleted, { role: 'staff', status: 'deleted' }],
    ] as const),
  );
});
afterEach(() => accounts.reset());
afterAll(() => world.close());

const createOrder = async () => (await world.place({}, { actor: customer })).order.id;
const assign = (orderId: string, assigneeId: string | null) =>
  world.request(AssignOrder, { orderId, assigneeId });

describe('assigning an order', () => {
  it('assigns it to staff or an admin, records who did so, and publishes it', async () => {
    const orderId = await createOrder();
    expect(await assign(orderId, packer)).toMatchObject({ id: orderId, assigneeId: packer });
    expect(await assign(orderId, boss)).toMatchObject({ assigneeId: boss });
    expect(await assign(orderId, null)).toMatchObject({ assigneeId: null });
    const entries = (await world.timeline(orderId)).filter(({ step }) => step === 'assigned');
    expect(entries.map(({ details }) => details)).toEqual(
      [packer, boss, null].map((assigneeId) => ({ assigneeId, assignedBy: staff.id })),
    );
    expect(await world.published(OrderAssigned, orderId)).toMatchObject(
      [packer, boss, null].map((assigneeId) => ({ orderId, assigneeId, assignedBy: staff.id })),
    );
  });

  it('changes and publishes nothing when the assignee is the same', async () => {
    const orderId = await createOrder();
    await assign(orderId, packer);
    await Promise.all([assign(orderId, packer), assign(orderId, packer)]);
    expect(await world.published(OrderAssigned, orderId)).toHaveLength(1);
    expect((await world.steps(orderId)).filter((step) => step === 'assigned')).toHaveLength(1);
  });

  it.each([
    ['a customer', shopper],
    ['disabled staff', disabled],
    ['deleted staff', deleted],
    ['an unknown account', uuidv7()],
  ])('is refused for %s', async (_who, assigneeId) => {
    const orderId = await createOrder();
    expect(await faultOf(assign(orderId, assigneeId))).toMatchObject({
      kind: 'unprocessable',
      code: 'orders.not_assignable',
    });
    expect(await world.order(orderId)).toMatchObject({ assigneeId: null });
    expect(await world.published(OrderAssigned, orderId)).toEqual([]);
  });

  it('is refused for an unknown order, and without an assignee', async () => {
    expect(await faultOf(assign(uuidv7(), packer))).toMatchObject({ code: 'orders.not_found' });
    const incomplete = world.request(AssignOrder, { orderId: await createOrder() } as never);
    expect(await faultOf(incomplete)).toMatchObject({ code: 'invalid_message' });
  });

  it('changes nothing while auth-ms is unavailable', async () => {
    const orderId = await createOrder();
    await accounts.stop();
    expect(await faultOf(assign(orderId, packer))).toMatchObject({ code: 'service_unavailable' });
    expect(await world.order(orderId)).toMatchObject({ assigneeId: null });
  });

  it('can be used as a filter by staff, and is hidden from shoppers', async () => {
    const orderId = await createOrder();
    await assign(orderId, packer);
    const { data } = await world.request(ListOrders, { assigneeId: packer });
    expect(data.map(({ id }) => id)).toContain(orderId);
    expect(data.every(({ assigneeId }) => assigneeId === packer)).toBe(true);
    const { entries } = await world.request(GetOrderTimeline, { orderId }, { actor: customer });
    expect(entries.map(({ step }) => step)).not.toContain('assigned');
    expect(await world.order(orderId, { actor: customer })).not.toHaveProperty('assigneeId');
  });
});
