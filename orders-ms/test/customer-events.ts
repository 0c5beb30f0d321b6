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

/** What auth-ms says of an account. */
export const person = (userId: string | null, email: string, at = new Date().toISOString()) => ({
  ...{ userId: String(userId), email, name: 'Ada' },
  ...{ locale: null, at },
});

/** Customers in a world: what becomes of their accounts, and what is kept of them. */
export const customersIn = (world: OrdersWorld) => ({
  async verify(actor: Actor, email: string, at?: string): Promise<void> {
    const event = await world.announce(UserEmailVerified, person(actor.id, email, at));
    await world.taken('claim_guest_orders', event);
  },
  /** The account is deleted. */
  async remove(actor: Actor, email: string): Promise<void> {
    await world.taken('forget_customer', await world.announce(UserDeleted, person(actor.id, email)));
  },
  /** With the address that the shopper gave at Checkout, if any. */
  async pay(orderId: string, email?: string | null): Promise<void> {
    const payment = capture(orderId, email === undefined ? {} : { email });
    await world.taken('settle_order', await world.announce(PaymentSucceeded, payment));
  },
  async kept(orderId: string): Promise<Record<string, unknown> | undefined> {
    const columns = 'email, email_key, shipping_address, customer_id';
    return (await world.rows(`SELECT ${columns} FROM orders WHERE id = $1`, [orderId]))[0];
  },
});
