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

/** Guest orders of verified addresses, with their timeline entries. */
const claimOrders = statement<{ id: string }>(
  'customers.claim',
  `WITH claimed AS (
     UPDATE orders SET customer_id = c.user_id, updated_at = now()
     FROM unnest((SELECT $1::uuid[]), (SELECT $2::text[]), (SELECT $3::text[]), (SELECT $4::text[]))
       AS c (user_id, email_key, cause, correlation_id)
     WHERE orders.customer_id IS NULL AND orders.email_key = c.email_key
     RETURNING orders.id, c.cause, c.correlation_id
   )
   INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message, details)
   SELECT gen_random_uuid(), id, now(), $5, cause, correlation_id, $6, $7::jsonb FROM claimed`,
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

  /** One statement for all of them; what belongs to an account already is left alone. */
  async claim(tx: Tx, claims: readonly EmailClaim[]): Promise<void> {
    const { step, message, details } = claimed();
    await tx.run(claimOrders, [
      claims.map(({ userId }) => userId),
      claims.map(({ emailKey }) => emailKey),
      claims.map(({ cause }) => cause),
      claims.map(({ correlationId }) => correlationId),
      step,
      message,
      JSON.stringify(details),
    ]);
  }

  async forget(tx: Tx, userIds: readonly string[]): Promise<void> {
    await tx.run(forgetOrders, [userIds]);
  }

  async forgetAddresses(): Promise<void> {
    await this.database.run(forgetAddresses, []);
  }
}
