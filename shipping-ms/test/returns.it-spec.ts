import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateReturn,
  GetReturnLabel,
  ListOrderReturns,
  ReturnLabelPurchased,
  ReturnReceived,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
const staff = { role: 'staff', id: uuidv7() } as const;
beforeAll(async () => {
  world = await ShippingWorld.create();
});
afterAll(() => world.close());

describe('a return', () => {
  const create = (orderId: string, quantity: number, idempotencyKey?: string) => {
    const productId = world.orders.get(orderId)?.order.items[0]?.productId ?? '';
    return world.request(
      CreateReturn,
      { orderId, items: [{ productId, quantity }], reason: 'Wrong size' },
      { actor: staff, ...(idempotencyKey && { idempotencyKey }) },
    );
  };
  const delivered = async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'delivered');
    await world.process();
    world.change(orderId, { status: 'DELIVERED' });
    return orderId;
  };

  it('gets a label to the shop, and is received once when its parcel arrives', async () => {
    const orderId = await delivered();
    const { id, items } = await create(orderId, 1);
    await world.process();
    expect(await world.published(ReturnLabelPurchased, orderId)).toMatchObject([{ returnId: id, items }]);
    const label = await world.request(GetReturnLabel, { returnId: id });
    expect(Buffer.from(label.content, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    const [wire] = (await world.atCarrier(id)) as unknown as {
      is_return: boolean;
      to_address: { name: string };
    }[];
    expect(wire).toMatchObject({ is_return: true, to_address: { name: 'Orderwire' } });
    for (const status of ['in_transit', 'delivered'] as const) {
      await world.move(id, status);
      await world.process();
    }
    await world.rows('UPDATE parcels SET track_due_at = to_timestamp(0) WHERE id = $1', [id]);
    await world.process();
    expect(await world.published(ReturnReceived, orderId)).toMatchObject([{ returnId: id, items }]);
    expect((await world.request(ListOrderReturns, { orderId }, staff)).data).toMatchObject([
      { id, status: 'received' },
    ]);
  });

  it('has never more units than are left, also when two are created at the same time', async () => {
    const orderId = await delivered();
    const results = await Promise.allSettled([create(orderId, 2), create(orderId, 2)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await faultOf(create(orderId, 1))).toMatchObject({
      code: 'returns.too_many_units',
      details: { products: [{ left: 0 }] },
    });
  });

  it('is created once per Idempotency-Key, which another request cannot use', async () => {
    const orderId = await delivered();
    const key = uuidv7();
    const [first, second] = await Promise.all([create(orderId, 2, key), create(orderId, 2, key)]);
    expect(second.id).toBe(first.id);
    expect((await create(orderId, 2, key)).id).toBe(first.id);
    expect((await faultOf(create(orderId, 1, key))).code).toBe('idempotency.key_reused');
    expect((await world.request(ListOrderReturns, { orderId }, staff)).data).toHaveLength(1);
  });

  it('has no units that a refund restocks', async () => {
    const orderId = await delivered();
    const productId = world.orders.get(orderId)?.order.items[0]?.productId ?? '';
    world.change(orderId, {}, { restocked: [{ productId, quantity: 1 }] });
    expect((await faultOf(create(orderId, 2))).code).toBe('returns.too_many_units');
    expect((await create(orderId, 1)).status).toBe('pending');
  });

  it('exists only of an order that was shipped, and its label only for those who see the order', async () => {
    const { orderId } = await world.labelled();
    expect((await faultOf(create(orderId, 1))).code).toBe('returns.order_not_returnable');
    const shipped = await delivered();
    const { id } = await create(shipped, 1);
    expect((await faultOf(world.request(GetReturnLabel, { returnId: id }))).code).toBe(
      'returns.no_label'.replace('returns', 'shipments'),
    );
    world.orders.delete(shipped);
    expect((await faultOf(world.request(GetReturnLabel, { returnId: id }))).code).toBe('returns.not_found');
  });
});
