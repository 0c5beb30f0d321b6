import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import { claimed } from '../domain/timeline.js';

/** An account that has shown that an e-mail address is its own. */
export interface EmailClaim {
  userId: string;
  emailKey: string;
  /** When it was shown: orders placed later are not claimed by it. ISO 8601. */
  at: string;
  cause: string;
  correlationId: string;
}

/** Orders claimed or forgotten by one statement, which so stays far from its timeout. */
export const CLAIMED_AT_ONCE = 500;

/** Nothing has to be shipped to these any more. */
const OVER = `status IN ('DELIVERED', 'CANCELLED', 'REFUNDED')`;

/**
 * Guest orders of verified addresses, up to a number, with their timeline entries. Locked in the order of their ids, as payments do.
 * An account that is deleted by now gets them as it would have left them: deletion may be heard of first.
 */
const claimOrders = statement<{ id: string }>(
  'customers.claim',
  `WITH found AS (
     SELECT orders.id, c.user_id, c.cause, c.correlation_id
     FROM unnest((SELECT $1::uuid[]), (SELECT $2::text[]), (SELECT $3::text[]), (SELECT $4::text[]),
       (SELECT $9::timestamptz[])) AS c (user_id, email_key, cause, correlation_id, at)
     JOIN orders ON orders.email_key = c.email_key AND orders.created_at <= c.at
     WHERE orders.customer_id IS NULL AND orders.email_key IS NOT NULL
     ORDER BY orders.id LIMIT $8 FOR UPDATE OF orders
   ), claimed AS (
     UPDATE orders SET customer_id = found.user_id, updated_at = now(), forgotten_at = gone.forgotten_at,
       email = CASE WHEN gone.forgotten_at IS NULL THEN email END,
       email_key = CASE WHEN gone.forgotten_at IS NULL THEN email_key END,
       shipping_address = CASE WHEN gone.forgotten_at IS NULL OR NOT ${OVER} THEN shipping_address END
     FROM found LEFT JOIN forgotten_accounts gone ON gone.account_id = found.user_id
     WHERE orders.id = found.id RETURNING orders.id, found.cause, found.correlation_id
   ), told AS (
     INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message, details)
     SELECT gen_random_uuid(), id, now(), $5, cause, correlation_id, $6, $7::jsonb FROM claimed
   )
   SELECT id FROM claimed`,
);

const noteForgotten = statement(
  'customers.note_forgotten',
  `INSERT INTO forgotten_accounts (account_id) SELECT DISTINCT id FROM unnest($1::uuid[]) AS gone (id)
   ORDER BY id ON CONFLICT (account_id) DO NOTHING`,
);

/** Orders of deleted accounts that keep an address still, up to a number. */
const forgetOrders = statement<{ id: string }>(
  'customers.forget',
  `WITH found AS (
     SELECT id FROM orders WHERE customer_id = ANY ((SELECT $1::uuid[])::uuid[]) AND forgotten_at IS NULL
     ORDER BY id LIMIT $2 FOR UPDATE
   )
   UPDATE orders SET email = NULL, email_key = NULL, forgotten_at = now(), updated_at = now(),
     shipping_address = CASE WHEN ${OVER} THEN NULL ELSE shipping_address END
   FROM found WHERE orders.id = found.id RETURNING orders.id`,
);

/** A day is far longer than any statement that could not see the forgetting lasts, and than the clock's longest pause. */
const lateOnes = statement<{ id: string }>(
  'customers.forgotten_lately',
  `SELECT account_id AS id FROM forgotten_accounts WHERE forgotten_at > now() - interval '1 day'`,
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
      claims.map(({ at }) => at),
    ];
    // Until nothing is found: a round that waited for somebody else's claim may come back short.
    while ((await tx.run(claimOrders, values)).length > 0);
  }

  /** From now on nothing personal is kept of these accounts: not of what they have, and not of what comes to them late. */
  async forget(tx: Tx, userIds: readonly string[]): Promise<void> {
    await tx.run(noteForgotten, [userIds]);
    await this.forgetOrders(tx, userIds);
  }

  /** Orders that were placed or claimed in the very moment of the forgetting, by statements that could not see it yet. */
  async forgetLateOrders(): Promise<void> {
    const late = await this.database.run(lateOnes, []);
    const userIds = late.map(({ id }) => id);
    if (late.length > 0) await this.database.transaction((tx) => this.forgetOrders(tx, userIds));
  }

  async forgetAddresses(): Promise<void> {
    await this.database.run(forgetAddresses, []);
  }

  private async forgetOrders(tx: Tx, userIds: readonly string[]): Promise<void> {
    while ((await tx.run(forgetOrders, [userIds, CLAIMED_AT_ONCE])).length > 0);
  }
}
