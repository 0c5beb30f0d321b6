import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ListFacts, OrderRefunded, ShipmentActionRequired } from '@orderwire/contracts';
import { FakeService, replyWithFacts } from '@orderwire/test-kit';
import { ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
beforeAll(async () => {
  world = await ShippingWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.breakCarrier());

describe('while money may go back', () => {
  it('no label is bought; it is when the refund has failed', async () => {
    const orderId = await world.paid({}, { blockedBy: ['orders.refund_pending'] });
    await world.process();
    const waiting = await world.shipment(orderId);
    expect(waiting).toMatchObject({ status: 'pending', attempts: 1 });
    expect(waiting.problem).toContain('orders.refund_pending');
    expect(await world.atCarrier(waiting.id)).toEqual([]);
    world.change(orderId, {}, { blockedBy: [] });
    await world.whenDue();
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
  });

  it('the shipment ends when the order is refunded before its label', async () => {
    const orderId = await world.paid({}, { blockedBy: ['orders.refund_pending'] });
    await world.process();
    await world.refunded(orderId);
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('cancelled');
  });
});

describe('an order whose dispute was lost', () => {
  it('gets no label, and its shipment ends', async () => {
    const orderId = await world.paid({}, { blockedBy: ['orders.dispute_lost'] });
    await world.process();
    const problem = 'the order lost its dispute';
    expect(await world.shipment(orderId)).toMatchObject({ status: 'cancelled', problem, dueAt: null });
  });
});

describe('a refund after the label', () => {
  it('of the whole order voids it once, also when order.refunded is lost', async () => {
    const { orderId, shipment } = await world.labelled();
    const lost = await world.labelled();
    await world.refunded(orderId);
    world.change(lost.orderId, { status: 'REFUNDED' });
    const event = {
      ...{ orderId: lost.orderId, refundId: lost.orderId, currency: 'eur', amount: 2_500 },
      ...{ refundedAmount: 2_500, totalAmount: 2_500, restock: [], refundedAt: new Date().toISOString() },
    };
    const facts = new Map([[OrderRefunded.subject, [{ id: lost.orderId, event }]]]);
    const owner = new FakeService(world.link).serve(ListFacts.orders, replyWithFacts(facts));
    await world.findLostEvents();
    await world.process();
    await world.findLostEvents();
    await owner.stop();
    for (const id of [orderId, lost.orderId]) expect((await world.shipment(id)).status).toBe('voided');
    const [atCarrier] = await world.atCarrier(shipment.id);
    expect(['submitted', 'refunded']).toContain(atCarrier?.refund_status);
  });

  it('of a part changes nothing', async () => {
    const { orderId } = await world.labelled();
    await world.refunded(orderId, 500);
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
  });

  it('voids also a label that was bought just before a crash', async () => {
    const orderId = await world.paid();
    await world.breakCarrier({ at: 'buy', disconnect: true, after: true, times: 1 });
    await world.process();
    await world.refunded(orderId);
    await world.process();
    const { id, status } = await world.shipment(orderId);
    expect(status).toBe('voided');
    expect((await world.atCarrier(id))[0]?.refund_status).not.toBeNull();
  });

  it('of a parcel that was shipped is a task of staff, also when it moves on', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.move(shipment.id, 'in_transit');
    await world.process();
    await world.refunded(orderId);
    await world.process();
    await world.move(shipment.id, 'out_for_delivery');
    await world.process();
    expect(await world.shipment(orderId)).toMatchObject({
      ...{ status: 'action_required', problem: 'The order is REFUNDED, and the carrier has its parcel.' },
    });
    expect(await world.published(ShipmentActionRequired, orderId)).toHaveLength(1);
  });

  it('that the carrier has accepted is a task of staff', async () => {
    const { orderId, shipment } = await world.labelled();
    await world.breakCarrier({ at: 'webhook', drop: true });
    await world.control('POST', `shipments/${shipment.id}/move`, { status: 'in_transit' });
    await world.refunded(orderId);
    await world.process();
    expect(await world.shipment(orderId)).toMatchObject({
      problem: expect.stringContaining('already accepted by the carrier'),
    });
    expect(await world.published(ShipmentActionRequired, orderId)).toHaveLength(1);
  });
});
