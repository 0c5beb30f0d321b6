import { v7 as uuidv7 } from 'uuid';
import type { OrdersWorld } from './orders-world.js';

/** A caller with a new Idempotency-Key. */
export const newKey = () => ({ idempotencyKey: uuidv7() });

/** Makes keys a day old, without a claim by default. */
export const ageKeys = (world: OrdersWorld, keys: string[], claimedFor = '-1 s') =>
  world.rows(
    `UPDATE idempotency_keys SET created_at = now() - interval '25 h', claimed_until = now() + $2::interval
     WHERE key = ANY($1)`,
    [keys, claimedFor],
  );

/** Ends the claim of a key whose request still runs. */
export const endClaim = (world: OrdersWorld, key: string) =>
  world.rows('UPDATE idempotency_keys SET claimed_until = to_timestamp(0) WHERE key = $1', [key]);

/** The ids of all stored orders. */
export const orderIds = async (world: OrdersWorld): Promise<string[]> =>
  (await world.rows<{ id: string }>('SELECT id FROM orders')).map(({ id }) => id);
