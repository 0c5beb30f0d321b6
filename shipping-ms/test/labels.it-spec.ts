import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CorrectShipmentAddress,
  ListFacts,
  OrderPaid,
  PurchaseLabel,
  ShipmentLabelPurchased,
} from '@orderwire/contracts';
import { FakeService, replyWithFacts } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ada, paidEvent, ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
const staff = { role: 'staff', id: uuidv7() } as const;
beforeAll(async () => {
  world = await ShippingWorld.create();
  await world.startReplica();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.breakCarrier();
  await world.ordersService.reset();
});

const events = (orderId: string) => world.published(ShipmentLabelPurchased, orderId);

/** One shipment with one label at the carrier, stored and published once. */
async function expectOneLabel(orderId: string): Promise<void> {
  const shipment = await world.shipment(orderId);
  const atCarrier = await world.atCarrier(shipment.id);
  const bought = atCarrier.filter(({ tracking_code: code }) => code);
  expect(shipment).toMatchObject({ status: 'label_purchased', problem: null, attempts: 0, dueAt: null });
  expect(bought.map(({ tracking_code: code }) => code)).toEqual([shipment.tracking?.trackingNumber]);
  expect(await events(orderId)).toHaveLength(1);
}

describe('a paid order', () => {
  it('gets one shipment and the cheapest label, published', async () => {
    const { orderId, shipment } = await world.labelled();
    await expectOneLabel(orderId);
    const cheapest = Math.min(...shipment.rates.map(({ amount }) => amount));
    expect(shipment.purchased?.amount).toBe(cheapest);
    expect(await events(orderId)).toMatchObject([
      {
        ...{ orderId, shipmentId: shipment.id, carrier: 'SandboxPost', amount: cheapest, currency: 'usd' },
        trackingUrl: expect.stringContaining('/track/CS'),
      },
    ]);
  });

  it('gets one although its event is delivered again, also under another id, and lost', async () => {
    const { order } = world.order();
    const id = await world.publish(OrderPaid, paidEvent(order));
    await world.consumed('request_shipment', id);
    await world.consumed('request_shipment', await world.publish(OrderPaid, paidEvent(order)));
    await world.process();
    const lost = world.order().order;
    const facts = new Map([
      [OrderPaid.subject, [order, lost].map((one) => ({ id: one.id, event: { ...paidEvent(one) } }))],
    ]);
    const owner = new FakeService(world.link).serve(ListFacts.orders, replyWithFacts(facts));
    await world.findLostEvents();
    await world.findLostEvents();
    await owner.stop();
    await world.process();
    await expectOneLabel(order.id);
    await expectOneLabel(lost.id);
  });

  it('gets one label when two replicas work at the same time', async () => {
    const orderIds = await Promise.all(Array.from({ length: 6 }, () => world.paid()));
    await Promise.all(world.services.map((replica) => world.process(replica)));
    for (const orderId of orderIds) await expectOneLabel(orderId);
  });

  it('of the time before the installation, or without an address, gets none', async () => {
    const { order } = world.order({ paidAt: '2020-01-01T00:00:00.000Z' });
    await world.consumed('request_shipment', await world.publish(OrderPaid, paidEvent(order)));
    await expect(world.parcel(order.id)).rejects.toThrow('has no shipment');
    const other = world.order({ shippingAddress: null }).order;
    const event = { ...paidEvent(other), ships: false };
    await world.consumed('request_shipment', await world.publish(OrderPaid, event));
    await expect(world.parcel(other.id)).rejects.toThrow('has no shipment');
    const withoutAddress = [
      await world.paid({ shippingAddress: null }),
      await world.paid({ shippingAddress: null }, { blockedBy: ['orders.review_open'] }),
      await world.paid({ shippingAddress: null, status: 'SHIPPED' }),
    ];
    await world.process();
    for (const orderId of withoutAddress) {
      const shipment = await world.shipment(orderId);
      expect(shipment).toMatchObject({ status: 'cancelled', problem: 'the order has no shipping address' });
      expect(await world.atCarrier(shipment.id)).toEqual([]);
    }
  });
});

/** An order whose label the carrier refused to sell. */
async function refused(): Promise<string> {
  const orderId = await world.paid();
  await world.breakCarrier({ at: 'buy', status: 422, times: 1 });
  await world.process();
  return orderId;
}

describe('a purchase that the carrier refuses', () => {
  it('keeps the rates, of which staff choose another one', async () => {
    const orderId = await refused();
    const { id: shipmentId, status, rates } = await world.shipment(orderId);
    expect([status, rates.length]).toEqual(['action_required', 3]);
    const request = { shipmentId, rateId: rates[2]?.id ?? '' };
    expect((await world.request(PurchaseLabel, request, staff)).purchased).toEqual(rates[2]);
    await expectOneLabel(orderId);
    expect(await world.atCarrier(shipmentId)).toHaveLength(1);
  });
});

describe('after a crash', () => {
  it.each(['create', 'buy'] as const)(
    'between the answer of %s and its storage the label is found',
    async (at) => {
      const orderId = await world.paid();
      await world.breakCarrier({ at, disconnect: true, after: true, times: 1 });
      await world.process();
      expect((await world.shipment(orderId)).status).toBe('pending');
      await world.whenDue();
      await world.process();
      await expectOneLabel(orderId);
      const { id } = await world.shipment(orderId);
      expect(await world.atCarrier(id)).toHaveLength(1);
    },
  );

  it('a parcel is taken by another replica when its lease has ended', async () => {
    const orderId = await world.paid();
    await world.rows(
      `UPDATE parcels SET lease = gen_random_uuid(), leased_until = now() + interval '1 hour'`,
    );
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('pending');
    await world.rows('UPDATE parcels SET leased_until = now()');
    await world.process();
    await expectOneLabel(orderId);
  });
});

describe('after a restore of the database', () => {
  const restored = async (orderId: string) => {
    await world.rows('DELETE FROM parcels WHERE order_id = $1', [orderId]);
    const { order } = world.orders.get(orderId) ?? world.order();
    await world.consumed('request_shipment', await world.publish(OrderPaid, paidEvent(order)));
    await world.process();
  };

  it('a label that it does not know is found', async () => {
    const { orderId, shipment } = await world.labelled();
    await restored(orderId);
    expect((await world.shipment(orderId)).tracking).toEqual(shipment.tracking);
    expect(await world.atCarrier(shipment.id)).toHaveLength(1);
  });

  it('a parcel that is on its way is followed again', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.control('POST', `shipments/${shipment.id}/move`, { status: 'in_transit' });
    world.change(orderId, { status: 'SHIPPED' });
    await restored(orderId);
    await world.rows('UPDATE parcels SET track_due_at = to_timestamp(0) WHERE order_id = $1', [orderId]);
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('shipped');
  });

  it('the label of an order that was refunded meanwhile is voided', async () => {
    const { orderId, shipment } = await world.labelled();
    world.change(orderId, { status: 'REFUNDED' });
    await restored(orderId);
    expect((await world.shipment(orderId)).status).toBe('voided');
    expect((await world.atCarrier(shipment.id))[0]?.refund_status).not.toBeNull();
  });

  it('a label of a later revision is found', async () => {
    const orderId = await refused();
    const { id: shipmentId } = await world.shipment(orderId);
    await world.request(CorrectShipmentAddress, { shipmentId, address: ada }, staff);
    await world.process();
    const { tracking } = await world.shipment(orderId);
    await restored(orderId);
    expect(await world.shipment(orderId)).toMatchObject({ status: 'label_purchased', tracking });
    expect((await world.atCarrier(shipmentId)).filter(({ tracking_code: code }) => code)).toHaveLength(1);
  });

  it('a label that was voided is not used again', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.refunded(orderId);
    await world.process();
    world.change(orderId, { status: 'PAID' });
    await restored(orderId);
    const again = await world.shipment(orderId);
    expect(again.status).toBe('label_purchased');
    expect(again.tracking?.trackingNumber).not.toBe(shipment.tracking?.trackingNumber);
  });
});

describe('while the carrier is down', () => {
  it.each([{ status: 500 }, { status: 429 }, { disconnect: true }, { hang: true }] as const)(
    'with %j parcels wait, and the label follows',
    async (fault) => {
      const orderId = await world.paid();
      await world.breakCarrier({ at: '*', ...fault });
      await world.process();
      expect((await world.shipment(orderId)).status).toBe('pending');
      await world.breakCarrier();
      // The circuit may be open for 50 ms.
      await world.rows('SELECT pg_sleep(0.06)');
      await world.whenDue();
      await world.process();
      await expectOneLabel(orderId);
    },
  );

  it('nothing is claimed and nothing counts as a try once the circuit is open', async () => {
    const slow = await world.startReplica({ CARRIER_PAUSE_MS: 600_000 });
    await world.breakCarrier({ at: '*', status: 500 });
    const orderIds = await Promise.all([world.paid(), world.paid(), world.paid()]);
    await world.process(slow);
    await world.whenDue();
    const tries = async () => Promise.all(orderIds.map(async (id) => (await world.shipment(id)).attempts));
    const before = await tries();
    await world.breakCarrier();
    await world.process(slow);
    expect(await tries()).toEqual(before);
    expect((await world.shipment(orderIds[0] ?? '')).status).toBe('pending');
    await world.stop(slow);
    await world.process();
    for (const orderId of orderIds) await expectOneLabel(orderId);
  });

  it('or orders-ms, nothing counts as a try', async () => {
    const orderId = await world.paid();
    await world.ordersService.stop();
    await world.process();
    expect(await world.shipment(orderId)).toMatchObject({ status: 'pending', attempts: 0 });
    await world.ordersService.start();
    await world.whenDue();
    await world.process();
    await expectOneLabel(orderId);
  });
});
