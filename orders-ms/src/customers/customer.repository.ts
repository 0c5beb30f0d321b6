import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import { claimed } from '../timeline/timeline.js';

/** An account that verified its e-mail address. */
export interface EmailClaim {
  userId: string;
  emailKey: string;
  /** Time of the verification, ISO 8601: it claims no orders that were created later. */
  at: string;
  cause: string;
  correlationId: string;
}

/** Orders per statement, to stay far below the statement time-out. */
export const CLAIM_BATCH_SIZE = 500;

/** Statuses after which nothing is shipped. */
const NOTHING_TO_SHIP = `status IN ('DELIVERED', 'CANCELLED', 'REFUNDED')`;

/**
 * Gives guest orders of verified addresses to their accounts, with timeline entries. Locks orders
 * by id, like payments do. If the account is deleted by now (the deletion may be consumed first),
 * its personal data is erased as well.
 */
const claimOrders = statement<{ id: string }, ClaimParams>(
  'customers.claim',
  `WITH found AS (
     SELECT orders.id, c.user_id, c.cause, c.correlation_id
     FROM unnest((SELECT :userIds::uuid[]), (SELECT :emailKeys::text[]), (SELECT :causes::text[]),
       (SELECT :correlationIds::text[]), (SELECT :times::timestamptz[])) AS c (user_id, email_key, cause, correlation_id, at)
     JOIN orders ON orders.email_key = c.email_key AND orders.created_at <= c.at
     WHERE orders.customer_id IS NULL AND orders.email_key IS NOT NULL
     ORDER BY orders.id LIMIT :limit FOR UPDATE OF orders
   ), claimed AS (
     UPDATE orders SET customer_id = found.user_id, updated_at = now(), forgotten_at = gone.forgotten_at,
       email = CASE WHEN gone.forgotten_at IS NULL THEN email END,
       email_key = CASE WHEN gone.forgotten_at IS NULL THEN email_key END,
       shipping_address = CASE WHEN gone.forgotten_at IS NULL OR NOT ${NOTHING_TO_SHIP} THEN shipping_address END,
       billing = CASE WHEN gone.forgotten_at IS NULL OR NOT ${NOTHING_TO_SHIP} THEN billing END
     FROM found LEFT JOIN forgotten_accounts gone ON gone.account_id = found.user_id
     WHERE orders.id = found.id RETURNING orders.id, found.cause, found.correlation_id
   ), entries AS (
     INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message, details)
     SELECT gen_random_uuid(), id, now(), :step, cause, correlation_id, :message, :details::jsonb FROM claimed
   )
   SELECT id FROM claimed`,
);

interface ClaimParams {
  userIds: string[];
  emailKeys: string[];
  causes: string[];
  correlationIds: string[];
  times: string[];
  step: string;
  message: string;
  details: string;
  limit: number;
}

const recordForgotten = statement<Record<string, never>, { userIds: readonly string[] }>(
  'customers.record_forgotten',
  `INSERT INTO forgotten_accounts (account_id) SELECT DISTINCT id FROM unnest(:userIds::uuid[]) AS gone (id)
   ORDER BY id ON CONFLICT (account_id) DO NOTHING`,
);

const forgetOrders = statement<{ id: string }, { userIds: readonly string[]; limit: number }>(
  'customers.forget',
  `WITH found AS (
     SELECT id FROM orders WHERE customer_id = ANY ((SELECT :userIds::uuid[])::uuid[]) AND forgotten_at IS NULL
     ORDER BY id LIMIT :limit FOR UPDATE
   )
   UPDATE orders SET email = NULL, email_key = NULL, forgotten_at = now(), updated_at = now(),
     shipping_address = CASE WHEN ${NOTHING_TO_SHIP} THEN NULL ELSE shipping_address END,
     billing = CASE WHEN ${NOTHING_TO_SHIP} THEN NULL ELSE billing END
   FROM found WHERE orders.id = found.id RETURNING orders.id`,
);

/**
 * One day safely exceeds any transaction that started before the deletion, and any pause of the
 * job.
 */
const recentlyForgotten = statement<{ id: string }>(
  'customers.recently_forgotten',
  `SELECT account_id AS id FROM forgotten_accounts WHERE forgotten_at > now() - interval '1 day'`,
);

const forgetAddresses = statement(
  'customers.forget_addresses',
  `UPDATE orders SET shipping_address = NULL, billing = NULL, updated_at = now()
   WHERE forgotten_at IS NOT NULL AND (shipping_address IS NOT NULL OR billing IS NOT NULL) AND ${NOTHING_TO_SHIP}`,
);

const unclaimed = statement<{ id: string }, { ids: string[]; emailKeys: string[]; times: string[] }>(
  'customers.unclaimed',
  `SELECT c.id FROM unnest((SELECT :ids::text[]), (SELECT :emailKeys::text[]), (SELECT :times::timestamptz[]))
     AS c (id, email_key, at)
   WHERE EXISTS (SELECT FROM orders WHERE orders.email_key = c.email_key AND orders.email_key IS NOT NULL
     AND orders.customer_id IS NULL AND orders.created_at <= c.at)`,
);

const unforgotten = statement<{ id: string }, { userIds: readonly string[] }>(
  'customers.unforgotten',
  `SELECT id FROM unnest((SELECT :userIds::uuid[])) AS gone (id)
   WHERE NOT EXISTS (SELECT FROM forgotten_accounts WHERE account_id = gone.id)`,
);

/** Owners and personal data of orders. Not on the path of an order. */
@Injectable()
export class CustomerRepository {
  constructor(private readonly database: Database) {}

  /** Claims all matching orders. Orders that belong to an account stay as they are. */
  async claim(tx: Tx, claims: readonly EmailClaim[]): Promise<void> {
    const { step, message, details } = claimed();
    const params = {
      userIds: claims.map(({ userId }) => userId),
      emailKeys: claims.map(({ emailKey }) => emailKey),
      causes: claims.map(({ cause }) => cause),
      correlationIds: claims.map(({ correlationId }) => correlationId),
      times: claims.map(({ at }) => at),
      step,
      message,
      details: JSON.stringify(details),
      limit: CLAIM_BATCH_SIZE,
    };
    // Until no row is found: a statement that waited for a concurrent claim may return fewer.
    while ((await tx.run(claimOrders, params)).length > 0);
  }

  /**
   * Erases the personal data of these accounts, and records them, so that later orders keep none.
   */
  async forget(tx: Tx, userIds: readonly string[]): Promise<void> {
    await tx.run(recordForgotten, { userIds });
    await this.forgetOrders(tx, userIds);
  }

  /** Orders created or claimed by statements that did not see a concurrent deletion. */
  async forgetLateOrders(): Promise<void> {
    const userIds = (await this.database.run(recentlyForgotten)).map(({ id }) => id);
    if (userIds.length > 0) await this.database.transaction((tx) => this.forgetOrders(tx, userIds));
  }

  /** Shipping addresses and billing details of deleted accounts that are no longer needed. */
  async forgetAddresses(): Promise<void> {
    await this.database.run(forgetAddresses);
  }

  private async forgetOrders(tx: Tx, userIds: readonly string[]): Promise<void> {
    while ((await tx.run(forgetOrders, { userIds, limit: CLAIM_BATCH_SIZE })).length > 0);
  }

  /** Ids of the verifications whose address has guest orders that they claim. */
  async unclaimed(verifications: readonly { id: string; emailKey: string; at: string }[]): Promise<string[]> {
    const rows = await this.database.run(unclaimed, {
      ids: verifications.map(({ id }) => id),
      emailKeys: verifications.map(({ emailKey }) => emailKey),
      times: verifications.map(({ at }) => at),
    });
    return rows.map(({ id }) => id);
  }

  /** Which of these accounts were never recorded as deleted. */
  async unforgotten(userIds: readonly string[]): Promise<string[]> {
    return (await this.database.run(unforgotten, { userIds })).map(({ id }) => id);
  }
}
