import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateReturn,
  GetReturnLabel,
  ListFacts,
  ListOrderReturns,
  ReturnLabelPurchased,
  ReturnReceived,
  ShipmentActionRequired,
  ShipmentDelivered,
  ShipmentShipped,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { createHmac } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { PurgeUseCase } from '../src/tracking/purge.use-case.js';
import { SECRET, ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
const staff = { role: 'staff', id: uuidv7() } as const;
beforeAll(async () => {
  world = await ShippingWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.breakCarrier());

const published = async (orderId: string): Promise<number[]> =>
  Promise.all(
    [ShipmentShipped, ShipmentDelivered].map(async (event) => (await world.published(event, orderId)).length),
  );
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${world.first.url}/carrier-events`, { method: 'POST', body, headers });
const sign = (body: string, secret = SECRET) => ({
  'x-hmac-signature': `hmac-sha256-hex=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

describe('the movement of a parcel', () => {
  it('ships and delivers the order, each published once', async () => {
    const { orderId, shipment } = await world.labelled();
    for (const status of ['in_transit', 'out_for_delivery', 'delivered'] as const) {
      await world.move(shipment.id, status);
      await world.process();
    }
    const arrived = await world.shipment(orderId);
    expect(arrived).toMatchObject({ status: 'delivered', trackerStatus: 'delivered' });
    expect(arrived.tracking).toMatchObject({
      shippedAt: expect.any(String),
      deliveredAt: expect.any(String),
    });
    expect(await published(orderId)).toEqual([1, 1]);
  });

  it('counts only forward, whatever order the events have', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'delivered');
    await world.process();
    await world.move(shipment.id, 'in_transit');
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('delivered');
    expect(await published(orderId)).toEqual([1, 1]);
  });

  it('back to the sender is a task of staff, once', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'in_transit');
    await world.process();
    await world.move(shipment.id, 'return_to_sender');
    await world.process();
    await world.rows('UPDATE parcels SET track_due_at = now() WHERE track_due_at IS NOT NULL');
    await world.process();
    const problem = 'The carrier reports: return to sender.';
    expect(await world.shipment(orderId)).toMatchObject({ status: 'action_required', problem });
    expect(await world.published(ShipmentActionRequired, orderId)).toHaveLength(1);
  });

  it('is found although all webhooks were lost', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.heard();
    await world.process();
    await world.breakCarrier({ at: 'webhook', drop: true });
    await world.control('POST', `shipments/${shipment.id}/move`, { status: 'delivered' });
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
    await world.rows('UPDATE parcels SET track_due_at = now() WHERE id = $1', [shipment.id]);
    await world.process();
    expect(await published(orderId)).toEqual([1, 1]);
  });

  it('is told as facts, for consumers that lost the events', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'delivered');
    await world.process();
    for (const { subject } of [ShipmentShipped, ShipmentDelivered]) {
      const { facts } = await world.request(ListFacts.shipping, { subject, ids: [shipment.id] });
      expect(facts).toMatchObject([{ id: shipment.id, event: { orderId, carrier: 'SandboxPost' } }]);
    }
  });
});

describe('the webhook', () => {
  const event = (id: string, trackerId: string) =>
    JSON.stringify({
      id,
      description: 'tracker.updated',
      result: { id: trackerId, object: 'Tracker', status: 'delivered' },
    });

  it('refuses what is not signed with a secret of ours, and says why', async () => {
    const body = event('evt_1', 'trk_1');
    for (const [headers, reason] of [
      [{}, 'X-Hmac-Signature is missing'],
      [sign(body, 'another secret'), 'the signature is wrong'],
      [{ 'x-hmac-signature': 'hmac-sha256-hex=00' }, 'the signature is wrong'],
    ] as const) {
      const response = await post(body, headers);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(reason)]);
    }
    expect(await world.rows(`SELECT FROM carrier_events WHERE id = 'evt_1'`)).toEqual([]);
  });

  it('accepts each of our secrets, and refuses signed nonsense', async () => {
    const body = event('evt_2', 'trk_1');
    expect((await post(body, sign(body, 'a secret that was used before'))).status).toBe(200);
    for (const wrong of ['{', '{}', '[]', 'null', '{"id":"evt 3","description":"x"}', '{"id":"evt_4"}'])
      expect([wrong, (await post(wrong, sign(wrong))).status]).toEqual([wrong, 400]);
  });

  it('does not believe what an event says: the carrier is asked', async () => {
    const { orderId, shipment } = await world.labelled();
    const { trackerId } = await world.parcel(orderId);
    const body = event(`evt_${shipment.id}`, trackerId ?? '');
    expect((await post(body, sign(body))).status).toBe(200);
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
  });

  it('asks once per event, however often it comes', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.heard();
    await world.process();
    const { trackerId } = await world.parcel(orderId);
    const body = event(`evt_again_${shipment.id}`, trackerId ?? '');
    const due = () =>
      world.rows('SELECT FROM parcels WHERE id = $1 AND track_due_at <= now()', [shipment.id]);
    await post(body, sign(body));
    expect(await due()).toHaveLength(1);
    await world.process();
    await post(body, sign(body));
    expect(await due()).toEqual([]);
  });

  it('answers 5xx when the event cannot be stored, so that it comes again', async () => {
    const body = event('evt_5', 'trk_1');
    const response = await world.withoutDatabase(() => post(body, sign(body)));
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect((await post(body, sign(body))).status).toBe(200);
  });
});

describe('a return', () => {
  const create = (orderId: string, quantity: number) => {
    const productId = world.orders.get(orderId)?.order.items[0]?.productId ?? '';
    return world.request(
      CreateReturn,
      { orderId, items: [{ productId, quantity }], reason: 'Wrong size' },
      staff,
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
    await world.rows('UPDATE parcels SET track_due_at = now() WHERE id = $1', [id]);
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

describe('addresses', () => {
  it('of parcels that ended long ago are erased, others are kept', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'delivered');
    await world.process();
    const open = await world.labelled();
    await world.rows(`UPDATE parcels SET updated_at = now() - interval '31 days'`);
    await world.get(PurgeUseCase).execute();
    expect((await world.shipment(orderId)).address).toBeNull();
    expect((await world.shipment(open.orderId)).address).not.toBeNull();
  });
});
