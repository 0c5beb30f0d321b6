import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OrderPaid, OrderRefunded } from '@orderwire/contracts';
import { deadLetterPoisonMessages, sample } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { paidEvent, ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
beforeAll(async () => {
  world = await ShippingWorld.create();
});
afterAll(() => world.close());

it('unreadable events become dead letters at once, and the next event is consumed', async () => {
  const { order } = world.order();
  const refund = {
    ...{ orderId: order.id, refundId: uuidv7(), currency: 'eur', amount: 1, refundedAmount: 1 },
    ...{ totalAmount: 2_500, restock: [], refundedAt: new Date().toISOString() },
  };
  const consumers = await deadLetterPoisonMessages(world.first, world.link.connection, [
    sample(OrderPaid, paidEvent(order)),
    sample(OrderRefunded, refund),
  ]);
  expect(consumers).toEqual(['shipping_ms_request_shipment', 'shipping_ms_void_label']);
});
