import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import { claimed } from '../domain/timeline.js';

/** An account that has shown that an e-mail address is its own. */
export interface EmailClaim {
  userId: string;
  emailKey: string;
  cause: string;
  correlationId: string;
}

/** Orders claimed by one statement, which so stays far from its timeout. */
export const CLAIMED_AT_ONCE = 500;

/** Guest orders of verified addresses, up to a number, with their timeline entries. Locked in the order of their ids, as payments do. */
const claimOrders = statement<{ id: string }>(
  'customers.claim',
  `WITH found AS (
     SELECT orders.id, c.user_id, c.cause, c.correlation_id
     FROM unnest((SELECT $1::uuid[]), (SELECT $2::text[]), (SELECT $3::text[]), (SELECT $4::text[]))
       AS c (user_id, email_key, cause, correlation_id)
     JOIN orders ON orders.email_key = c.email_key
     WHERE orders.customer_id IS NULL AND orders.email_key IS NOT NULL
     ORDER BY orders.id LIMIT $8 FOR UPDATE OF orders
   ), claimed AS (
     UPDATE orders SET customer_id = found.user_id, updated_at = now()
     FROM found WHERE orders.id = found.id RETURNING orders.id, found.cause, found.correlation_id
   ), told AS (
     INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message, details)
     SELECT gen_random_uuid(), id, now(), $5, cause, correlation_id, $6, $7::jsonb FROM claimed
   )
   SELECT id FROM claimed`,
);

/** Nothing has to be shipped to these any more. */
const OVER = `status IN ('DELIVERED', 'CANCELLED', 'REFUNDED')`;

const forgetOrders = statement(
  'customers.forget',
  `UPDATE orders SET email = NULL, email_key = NULL, forgotten_at = now(), updated_at = now(),
     shipping_address = CASE WHEN ${OVER} THEN NULL ELSE shipping_address END
   WHERE customer_id = ANY ((SELECT $1::uuid[])::uuid[])`,
);

/** Addresses of forgotten customers whose orders have come to their end since. */
const forgetAddresses = statement(
  'customers.forget_addresses',
  `UPDATE orders SET shipping_address = NULL, updated_at = now()
   WHERE forgotten_at IS NOT NULL AND shipping_address IS NOT NULL AND ${OVER}`,
);

/** Whose orders they are, and what is kept of whoever is gone. Not on the path of an order. */
@Injectable()
export class CustomerRepository {
  constructor(private readonly database: Database) {}

  /** All of them, in rounds of bounded statements; what belongs to an account already is left alone. */
  async claim(tx: Tx, claims: readonly EmailClaim[]): Promise<void> {
    const { step, message, details } = claimed();
    const values = [
      claims.map(({ userId }) => userId),
      claims.map(({ emailKey }) => emailKey),
      claims.map(({ cause }) => cause),
      claims.map(({ correlationId }) => correlationId),
      step,
      message,
      JSON.stringify(details),
      CLAIMED_AT_ONCE,
    ];
    // Until nothing is found: a round that waited for somebody else's claim may come back short.
    while ((await tx.run(claimOrders, values)).length > 0);
  }

  async forget(tx: Tx, userIds: readonly string[]): Promise<void> {
    await tx.run(forgetOrders, [userIds]);
  }

  async forgetAddresses(): Promise<void> {
    await this.database.run(forgetAddresses, []);
  }
}
