import { type Actor, PaymentSucceeded, UserDeleted, UserEmailVerified } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersWorld } from './orders-world.js';
import { capture } from './payment-events.js';

export const shippingAddress = {
  name: 'Ada',
  line1: '1 Analytical Row',
  city: 'London',
  postalCode: 'N1',
  country: 'GB',
};

export const account = (): Actor => ({ role: 'customer', id: uuidv7() });

/** The payload of auth-ms' events about an account. */
export const person = (userId: string | null, email: string, at = new Date().toISOString()) => ({
  ...{ userId: String(userId), email, name: 'Ada' },
  ...{ locale: null, at },
});

/** Account and payment events, and the personal data that is stored. */
export const customersIn = (world: OrdersWorld) => ({
  async verify(actor: Actor, email: string, at?: string): Promise<void> {
    const event = await world.publish(UserEmailVerified, person(actor.id, email, at));
    await world.consumed('claim_guest_orders', event);
  },
  async remove(actor: Actor, email: string): Promise<void> {
    await world.consumed('forget_customer', await world.publish(UserDeleted, person(actor.id, email)));
  },
  /** `email`: entered at Checkout. */
  async pay(orderId: string, email?: string | null): Promise<void> {
    const payment = capture(orderId, email === undefined ? {} : { email });
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, payment));
  },
  async stored(orderId: string): Promise<Record<string, unknown> | undefined> {
    const columns = 'email, email_key, shipping_address, billing, customer_id';
    return (await world.rows(`SELECT ${columns} FROM orders WHERE id = $1`, [orderId]))[0];
  },
});
