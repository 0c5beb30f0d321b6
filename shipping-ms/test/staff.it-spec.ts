import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CorrectShipmentAddress,
  GetOrderShipment,
  GetPackingSlip,
  GetShipment,
  GetShipmentLabel,
  ListShipments,
  PurchaseLabel,
  ShipmentActionRequired,
  ShipmentLabelPurchased,
  VoidShipment,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { CarrierClient } from '../src/carrier/carrier.client.js';
import { ada, ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
const staff = { role: 'staff', id: uuidv7() } as const;
beforeAll(async () => {
  world = await ShippingWorld.create({ SHIPPING_AUTO_LABEL: false });
});
afterAll(() => world.close());
afterEach(() => world.breakCarrier());

/** A shipment that waits for staff to choose a rate. */
async function ready(...given: Parameters<ShippingWorld['paid']>) {
  const orderId = await world.paid(...given);
  await world.process();
  return world.shipment(orderId);
}
const buy = (shipmentId: string, rateId?: string) =>
  world.request(PurchaseLabel, { shipmentId, ...(rateId && { rateId }) }, staff);
const labels = async (shipmentId: string) =>
  (await world.atCarrier(shipmentId)).filter(({ tracking_code: code }) => code);

describe('an address that the carrier rejects', () => {
  it('is a task of staff with the reason, and goes on once it is corrected', async () => {
    const orderId = await world.paid({ shippingAddress: { ...ada, postalCode: '99' } });
    await world.process();
    const rejected = await world.shipment(orderId);
    expect(rejected).toMatchObject({
      ...{ status: 'action_required', dueAt: null },
      problem: 'Unable to verify address. zip: Invalid zip or postal code.',
    });
    expect(await world.published(ShipmentActionRequired, orderId)).toMatchObject([
      { shipmentId: rejected.id, reason: rejected.problem },
    ]);
    const corrected = await world.request(
      CorrectShipmentAddress,
      { shipmentId: rejected.id, address: ada },
      staff,
    );
    expect(corrected).toMatchObject({ status: 'pending', problem: null, address: ada });
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('ready');
  });

  it('in a country without carriers is one as well', async () => {
    const shipment = await ready({ shippingAddress: { ...ada, country: 'AQ', postalCode: '1' } });
    expect(shipment).toMatchObject({ status: 'action_required', problem: 'SandboxPost does not serve AQ.' });
    const address = { ...ada, line1: 'Corrected Street 1' };
    await world.request(CorrectShipmentAddress, { shipmentId: shipment.id, address }, staff);
    await world.process();
    expect((await world.shipment(shipment.orderId)).rates).toHaveLength(3);
  });

  it('is not corrected when an earlier try bought the label', async () => {
    const { id, orderId } = await ready();
    await world.breakCarrier({ at: 'buy', disconnect: true, after: true, times: 1 });
    await faultOf(buy(id));
    const address = { ...ada, line1: 'Another Street 1' };
    const correct = () => world.request(CorrectShipmentAddress, { shipmentId: id, address }, staff);
    await world.breakCarrier({ at: 'retrieve', status: 500, times: 3 });
    expect((await faultOf(correct())).code).toBe('shipments.carrier_unavailable');
    await world.breakCarrier();
    expect((await faultOf(correct())).code).toBe('shipments.status_conflict');
    expect(await world.shipment(orderId)).toMatchObject({ status: 'label_purchased', address: ada });
  });

  it('cannot be corrected any more once there is a label', async () => {
    const { id } = await ready();
    await buy(id);
    const fault = await faultOf(
      world.request(CorrectShipmentAddress, { shipmentId: id, address: ada }, staff),
    );
    expect(fault).toMatchObject({
      code: 'shipments.status_conflict',
      details: { status: 'label_purchased' },
    });
  });
});

describe('without automatic labels', () => {
  it('staff choose the rate', async () => {
    const { id, rates } = await ready();
    const [dearest] = [...rates].sort((a, b) => b.amount - a.amount);
    const bought = await buy(id, dearest?.id);
    expect(bought).toMatchObject({ status: 'label_purchased', purchased: dearest });
  });

  it('the cheapest is bought if they choose none, and only once', async () => {
    const { id, rates } = await ready();
    const results = await Promise.allSettled([buy(id), buy(id), buy(id)]);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    const shipment = await world.request(GetShipment, { shipmentId: id }, staff);
    expect(shipment.purchased?.amount).toBe(Math.min(...rates.map(({ amount }) => amount)));
    expect(await labels(id)).toHaveLength(1);
    expect((await faultOf(buy(id))).code).toBe('shipments.status_conflict');
  });

  it('an unknown rate, a blocked order and a carrier that is down are refused', async () => {
    const { id, orderId } = await ready();
    expect((await faultOf(buy(id, 'rate_x'))).code).toBe('shipments.rate_not_found');
    await world.breakCarrier({ at: 'buy', status: 500, times: 1 });
    expect((await faultOf(buy(id))).code).toBe('shipments.carrier_unavailable');
    world.change(orderId, {}, { blockedBy: ['orders.dispute_open'] });
    const fault = await faultOf(buy(id));
    expect(fault).toMatchObject({
      code: 'shipments.blocked',
      details: { reason: expect.stringContaining('dispute') },
    });
    expect(await labels(id)).toEqual([]);
  });

  it('the job ends a purchase whose answer was lost', async () => {
    const { id, orderId } = await ready();
    await world.breakCarrier({ at: 'buy', disconnect: true, after: true, times: 1 });
    expect((await faultOf(buy(id))).code).toBe('shipments.carrier_unavailable');
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
    expect(await labels(id)).toHaveLength(1);
  });
});

describe('a label that staff void', () => {
  it('cannot be downloaded any more, and another one can be bought', async () => {
    const { id, orderId } = await ready();
    await buy(id);
    expect((await world.request(VoidShipment, { shipmentId: id }, staff)).status).toBe('voided');
    expect((await faultOf(world.request(GetShipmentLabel, { shipmentId: id }, staff))).code).toBe(
      'shipments.no_label',
    );
    const again = await buy(id);
    expect(again).toMatchObject({ status: 'ready', purchased: null });
    expect((await buy(id, again.rates[0]?.id)).status).toBe('label_purchased');
    const [second, first] = await labels(id);
    expect([second?.refund_status, first?.refund_status]).toEqual([
      null,
      expect.stringMatching(/submitted|refunded/),
    ]);
    expect(await world.published(ShipmentLabelPurchased, orderId)).toHaveLength(2);
  });

  it('and that the carrier does not know is a task of staff', async () => {
    const { id, orderId } = await ready();
    await buy(id);
    await world.breakCarrier({ at: 'retrieve', status: 404 });
    const fault = await faultOf(world.request(VoidShipment, { shipmentId: id }, staff));
    expect(fault.code).toBe('shipments.carrier_refused');
    expect(await world.shipment(orderId)).toMatchObject({
      ...{ status: 'action_required', problem: expect.stringContaining('does not know the label') },
    });
  });

  it('is kept when the carrier has the parcel', async () => {
    const { id } = await ready();
    await buy(id);
    await world.breakCarrier({ at: 'webhook', drop: true });
    await world.control('POST', `shipments/${id}/move`, { status: 'in_transit' });
    const fault = await faultOf(world.request(VoidShipment, { shipmentId: id }, staff));
    expect(fault).toMatchObject({ code: 'shipments.carrier_refused' });
    expect((await faultOf(world.request(VoidShipment, { shipmentId: uuidv7() }, staff))).code).toBe(
      'shipments.not_found',
    );
  });
});

describe('the list of shipments', () => {
  it('is filtered by status and order, and read page by page', async () => {
    const { id, orderId } = await ready();
    await ready();
    expect((await world.request(ListShipments, { orderId }, staff)).data).toMatchObject([{ id }]);
    expect((await world.request(ListShipments, { orderId, status: 'shipped' }, staff)).data).toEqual([]);
    const first = await world.request(ListShipments, { status: 'ready', limit: 1 }, staff);
    const cursor = first.meta.nextCursor ?? '';
    const next = await world.request(ListShipments, { status: 'ready', limit: 1, cursor }, staff);
    expect(next.data[0]?.id).not.toBe(first.data[0]?.id);
  });
});

describe('the owner of an order', () => {
  it('sees tracking, and neither prices nor the words of the carrier', async () => {
    const { id, orderId } = await ready();
    await buy(id);
    const view = await world.request(GetOrderShipment, { orderId });
    expect(Object.keys(view).sort()).toEqual([
      'createdAt',
      'id',
      'orderId',
      'status',
      'trackerStatus',
      'tracking',
    ]);
    expect(view.tracking).toMatchObject({ carrier: 'SandboxPost', shippedAt: null });
    expect((await faultOf(world.request(GetOrderShipment, { orderId: uuidv7() }))).code).toBe(
      'orders.not_found',
    );
  });
});

describe('the files of a shipment', () => {
  it('are the label of the carrier, whose failures stop no purchases, and a packing slip without prices', async () => {
    const hostile = '=cmd|\u0007\u202e{{7*7}}<script>%PDF \n2nd line';
    const { id } = await ready({
      items: [
        { productId: uuidv7(), name: hostile, unitAmount: 77_777, quantity: 2, amount: 155_554 },
        { productId: uuidv7(), name: 'Ünïcode Ω Ж €'.repeat(12), unitAmount: 1, quantity: 1, amount: 1 },
      ],
      shippingAddress: { ...ada, name: 'Ada (Ω) \\ %', line1: hostile.slice(0, 30) },
    });
    await buy(id);
    const label = await world.request(GetShipmentLabel, { shipmentId: id }, staff);
    expect([label.contentType, Buffer.from(label.content, 'base64').subarray(0, 5).toString()]).toEqual([
      'application/pdf',
      '%PDF-',
    ]);
    await world.breakCarrier({ at: 'label', status: 500 });
    for (let time = 0; time < 7; time++)
      expect((await faultOf(world.request(GetShipmentLabel, { shipmentId: id }, staff))).code).toBe(
        'shipments.carrier_unavailable',
      );
    expect(world.get(CarrierClient).isUnavailable).toBe(false);
    const slip = await world.request(GetPackingSlip, { shipmentId: id }, staff);
    const bytes = Buffer.from(slip.content, 'base64');
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.toString('latin1')).toMatch(/FontFile2/);
    expect(bytes.toString('latin1')).not.toContain('/BaseFont /Helvetica');
  });
});
