import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, AssignOrder, GetOrderTimeline, ListOrders, OrderAssigned } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { fakeAccounts } from './fake-services.js';
import { faultOf, OrdersWorld, staff } from './orders-world.js';

const [packer, boss, shopper, dismissed, gone] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
const customer: Actor = { role: 'customer', id: uuidv7() };

let world: OrdersWorld;
let accounts: ReturnType<typeof fakeAccounts>;
beforeAll(async () => {
  world = await OrdersWorld.create();
  accounts = fakeAccounts(
    world.link.connection,
    new Map([
      [packer, { role: 'staff', status: 'active' }],
      [boss, { role: 'admin', status: 'active' }],
      [shopper, { role: 'customer', status: 'active' }],
      [dismissed, { role: 'staff', status: 'disabled' }],
      [gone, { role: 'staff', status: 'deleted' }],
    ] as const),
  );
});
afterEach(() => accounts.reset());
afterAll(() => world.close());

const placed = async () => (await world.place({}, { actor: customer })).order.id;
const assign = (orderId: string, assigneeId: string | null) =>
  world.ask(AssignOrder, { orderId, assigneeId });

describe('assigning an order', () => {
  it('puts it into the hands of staff or an admin, tells staff by whom, and announces it', async () => {
    const orderId = await placed();
    expect(await assign(orderId, packer)).toMatchObject({ id: orderId, assigneeId: packer });
    expect(await assign(orderId, boss)).toMatchObject({ assigneeId: boss });
    expect(await assign(orderId, null)).toMatchObject({ assigneeId: null });
    const told = (await world.timeline(orderId)).filter(({ step }) => step === 'assigned');
    expect(told.map(({ details }) => details)).toEqual(
      [packer, boss, null].map((assigneeId) => ({ assigneeId, assignedBy: staff.id })),
    );
    expect(await world.announced(OrderAssigned, orderId)).toMatchObject(
      [packer, boss, null].map((assigneeId) => ({ orderId, assigneeId, assignedBy: staff.id })),
    );
  });

  it('changes and announces nothing when it is there already', async () => {
    const orderId = await placed();
    await assign(orderId, packer);
    await Promise.all([assign(orderId, packer), assign(orderId, packer)]);
    expect(await world.announced(OrderAssigned, orderId)).toHaveLength(1);
    expect((await world.steps(orderId)).filter((step) => step === 'assigned')).toHaveLength(1);
  });

  it.each([
    ['a customer', shopper],
    ['staff who are disabled', dismissed],
    ['staff who are gone', gone],
    ['nobody there is', uuidv7()],
  ])('is refused for %s', async (_who, assigneeId) => {
    const orderId = await placed();
    expect(await faultOf(assign(orderId, assigneeId))).toMatchObject({
      kind: 'unprocessable',
      code: 'orders.not_assignable',
    });
    expect(await world.order(orderId)).toMatchObject({ assigneeId: null });
    expect(await world.announced(OrderAssigned, orderId)).toEqual([]);
  });

  it('is refused for an order that does not exist, and without saying who', async () => {
    expect(await faultOf(assign(uuidv7(), packer))).toMatchObject({ code: 'orders.not_found' });
    const silent = world.ask(AssignOrder, { orderId: await placed() } as never);
    expect(await faultOf(silent)).toMatchObject({ code: 'invalid_message' });
  });

  it('changes nothing while auth-ms is away', async () => {
    const orderId = await placed();
    await accounts.down();
    expect(await faultOf(assign(orderId, packer))).toMatchObject({ code: 'service_unavailable' });
    expect(await world.order(orderId)).toMatchObject({ assigneeId: null });
  });

  it('is what staff can list by, and nothing shoppers see', async () => {
    const orderId = await placed();
    await assign(orderId, packer);
    const { data } = await world.ask(ListOrders, { assigneeId: packer });
    expect(data.map(({ id }) => id)).toContain(orderId);
    expect(data.every(({ assigneeId }) => assigneeId === packer)).toBe(true);
    const { entries } = await world.ask(GetOrderTimeline, { orderId }, { actor: customer });
    expect(entries.map(({ step }) => step)).not.toContain('assigned');
    expect(await world.order(orderId, { actor: customer })).not.toHaveProperty('assigneeId');
  });
});
