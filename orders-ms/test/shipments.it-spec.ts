import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DisputeOpened,
  GetShippableOrder,
  ListFacts,
  OrderStatusChanged,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
  ShipmentDelivered,
  type ShipmentEvent,
  ShipmentShipped,
} from '@orderwire/contracts';
import { faultOf, FakeService, replyWithFacts } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { mug } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';
import { refundEvent, refundsIn } from './refund-events.js';

let world: OrdersWorld;
let refunds: ReturnType<typeof refundsIn>;
const facts = new Map<string, { id: string; event: Record<string, unknown> }[]>();
let shipping: FakeService;
beforeAll(async () => {
  world = await OrdersWorld.create();
  refunds = refundsIn(world);
  shipping = new FakeService(world.link).serve(ListFacts.shipping, replyWithFacts(facts));
});
afterAll(() => world.close());
afterEach(async () => {
  facts.clear();
  await shipping.reset();
  await world.resetFakes();
});

const parcel = (orderId: string): ShipmentEvent => ({
  ...{ orderId, shipmentId: uuidv7(), carrier: 'SandboxPost', trackingNumber: 'CS1' },
  ...{ trackingUrl: 'https://carrier.example/CS1', at: new Date().toISOString() },
});
const shipped = async (event: ShipmentEvent) =>
  world.consumed('ship_order', await world.publish(ShipmentShipped, event));
const delivered = async (event: ShipmentEvent) =>
  world.consumed('deliver_order', await world.publish(ShipmentDelivered, event));
const refundAll = async (orderId: string, contract = RefundSucceeded) => {
  const refund = refundEvent(orderId, uuidv7());
  await world.consumed('note_refund', await world.publish(RefundRequested, refund));
  if (contract === RefundSucceeded)
    await world.consumed('refund_order', await world.publish(RefundSucceeded, refund));
  return refund;
};

describe('what the carrier reports', () => {
  it('makes an order SHIPPED and DELIVERED, published once, with its tracking', async () => {
    const orderId = await refunds.paid();
    expect((await world.order(orderId)).tracking).toBeNull();
    const event = parcel(orderId);
    await shipped(event);
    await shipped(event);
    expect(await world.order(orderId)).toMatchObject({
      status: 'SHIPPED',
      tracking: {
        ...{ carrier: 'SandboxPost', trackingNumber: 'CS1' },
        shippedAt: event.at,
        deliveredAt: null,
      },
    });
    await delivered(event);
    expect((await world.order(orderId)).status).toBe('DELIVERED');
    expect(await world.published(OrderStatusChanged, orderId)).toMatchObject([
      { from: 'PAID', to: 'SHIPPED', reason: null },
      { from: 'SHIPPED', to: 'DELIVERED' },
    ]);
  });

  it('may arrive in any order', async () => {
    const orderId = await refunds.paid();
    const event = parcel(orderId);
    await delivered(event);
    await shipped(event);
    expect((await world.order(orderId)).status).toBe('DELIVERED');
    expect(await world.published(OrderStatusChanged, orderId)).toMatchObject([
      { from: 'PAID', to: 'DELIVERED' },
    ]);
  });

  it('of a refunded order is noted in the timeline only, and counts when the refund fails', async () => {
    const orderId = await refunds.paid();
    const refund = await refundAll(orderId);
    await shipped(parcel(orderId));
    expect((await world.order(orderId)).status).toBe('REFUNDED');
    expect(await world.published(OrderStatusChanged, orderId)).toEqual([]);
    expect((await world.steps(orderId)).at(-1)).toBe('parcel_shipped');
    const failed = { ...refund, failure: 'declined', at: new Date(Date.now() + 1_000).toISOString() };
    await world.consumed('take_back_refund', await world.publish(RefundFailed, failed));
    expect((await world.order(orderId)).status).toBe('SHIPPED');
  });

  it('is applied once although its event was lost', async () => {
    const orderId = await refunds.paid();
    const event = parcel(orderId);
    const { subject } = ShipmentShipped;
    facts.set(subject, [{ id: event.shipmentId, event: { ...event } }]);
    await world.findLostEvents();
    await world.findLostEvents();
    expect((await world.order(orderId)).status).toBe('SHIPPED');
    expect(await world.published(OrderStatusChanged, orderId)).toHaveLength(1);
  });
});

describe('whether an order is shipped', () => {
  it('depends on its refunds and disputes, by the codes of the faults', async () => {
    const orderId = await refunds.paid();
    expect(await world.request(GetShippableOrder, { orderId })).toMatchObject({
      ...{ order: { id: orderId, status: 'PAID' }, blockedBy: [], restocked: [] },
    });
    await refundAll(orderId, RefundRequested);
    const dispute = {
      ...{ orderId, disputeId: uuidv7(), paymentId: `pi_${orderId}`, amount: 2_500, currency: 'usd' },
      ...{ reason: 'fraudulent', at: new Date().toISOString() },
    };
    await world.consumed('open_dispute', await world.publish(DisputeOpened, dispute));
    const { blockedBy } = await world.request(GetShippableOrder, { orderId });
    expect(blockedBy).toEqual(['orders.dispute_open', 'orders.refund_pending']);
  });

  it('says which units refunds restock', async () => {
    const orderId = await refunds.paid();
    await refunds.refund(orderId, { amount: 500, restock: [{ productId: mug, quantity: 1 }] });
    const { restocked } = await world.request(GetShippableOrder, { orderId });
    expect(restocked).toEqual([{ productId: mug, quantity: 1 }]);
  });

  it('is not known of an order that does not exist', async () => {
    const fault = await faultOf(world.request(GetShippableOrder, { orderId: uuidv7() }));
    expect(fault.code).toBe('orders.not_found');
  });
});
