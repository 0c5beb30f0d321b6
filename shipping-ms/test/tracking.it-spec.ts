import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ListFacts, ShipmentActionRequired, ShipmentDelivered, ShipmentShipped } from '@orderwire/contracts';
import { createHmac } from 'node:crypto';
import { ProcessParcelsUseCase } from '../src/labels/process-parcels.use-case.js';
import { PurgeUseCase } from '../src/tracking/purge.use-case.js';
import { ada, SECRET, ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
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
    await world.rows('UPDATE parcels SET track_due_at = to_timestamp(0) WHERE track_due_at IS NOT NULL');
    await world.process();
    const problem = 'The carrier reports: return to sender.';
    expect(await world.shipment(orderId)).toMatchObject({ status: 'action_required', problem });
    expect(await world.published(ShipmentActionRequired, orderId)).toHaveLength(1);
  });

  it('is found although all webhooks were lost', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.webhooksDelivered();
    await world.process();
    await world.breakCarrier({ at: 'webhook', drop: true });
    await world.control('POST', `shipments/${shipment.id}/move`, { status: 'delivered' });
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
    await world.rows('UPDATE parcels SET track_due_at = to_timestamp(0) WHERE id = $1', [shipment.id]);
    await world.process();
    expect(await published(orderId)).toEqual([1, 1]);
  });

  it('is found also of a voided label: a task of staff', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.refunded(orderId);
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('voided');
    await world.control('POST', `shipments/${shipment.id}/move`, { status: 'in_transit', force: true });
    await world.webhooksDelivered();
    await world.process();
    expect(await world.shipment(orderId)).toMatchObject({
      ...{ status: 'action_required', problem: 'The parcel moves although its label was voided.' },
    });
  });

  it('that goes on after a failure ends the task of staff', async () => {
    const { orderId, shipment } = await world.labelled();
    for (const status of ['failure', 'in_transit'] as const) {
      await world.move(shipment.id, status);
      await world.process();
    }
    expect(await world.shipment(orderId)).toMatchObject({ status: 'shipped', problem: null });
    expect(await published(orderId)).toEqual([1, 0]);
  });

  it('is followed although labels are due all the time', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'in_transit');
    await Promise.all(Array.from({ length: 5 }, () => world.paid()));
    await world.get(ProcessParcelsUseCase).execute();
    expect((await world.shipment(orderId)).status).toBe('shipped');
    await world.process();
  });

  it('keeps the reason of a task while the carrier is down', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'failure');
    await world.process();
    await world.breakCarrier({ at: 'tracker', status: 500 });
    await world.rows('UPDATE parcels SET track_due_at = to_timestamp(0) WHERE id = $1', [shipment.id]);
    await world.process();
    expect((await world.shipment(orderId)).problem).toBe('The carrier reports: failure.');
  });

  it('is read as facts, for consumers that lost the events', async () => {
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
    await world.webhooksDelivered();
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

describe('addresses', () => {
  it('of parcels that ended long ago are erased, others are kept', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'delivered');
    await world.process();
    const open = await world.labelled();
    const waiting = await world.labelled({ shippingAddress: { ...ada, postalCode: '99' } });
    await world.rows(`UPDATE parcels SET updated_at = now() - interval '31 days'`);
    await world.get(PurgeUseCase).execute();
    expect((await world.shipment(orderId)).address).toBeNull();
    expect((await world.shipment(waiting.orderId)).address).toBeNull();
    expect((await world.shipment(open.orderId)).address).not.toBeNull();
  });
});
