import { Injectable } from '@nestjs/common';
import { type Fault, faultFromWire } from '@orderwire/contracts';
import { Database, type Queryable, statement, type Tx } from '@orderwire/platform';

export type ResourceKind = 'order' | 'refund';

/** The right to work on one Idempotency-Key. */
export interface Claim {
  scope: string;
  key: string;
  /** Id of the order or refund that this key creates, the same for every claim. */
  resourceId: string;
  /** 1 for the first claim of the key; more when an unfinished one was taken over. */
  claimCount: number;
}

/** A reply to be stored under a claimed key. */
export interface KeyedReply {
  claim: Claim;
  reply: object;
}

/** A key that could not be claimed. */
export interface StoredKey {
  requestHash: string;
  reply: object | null;
  /** A final fault that is returned instead of a reply. */
  fault: Fault | null;
}

interface ClaimParams {
  scope: string;
  key: string;
  requestHash: string;
  resourceId: string;
  claimMs: number;
  creates: ResourceKind;
}

/**
 * Inserts a key, or takes over one whose claim expired without a reply. Returns no row otherwise.
 */
const claimKey = statement<{ resourceId: string; claimCount: number }, ClaimParams>(
  'idempotency.claim',
  `INSERT INTO idempotency_keys AS k (scope, key, request_hash, resource_id, claimed_until, creates)
   VALUES (:scope, :key, :requestHash, :resourceId, now() + :claimMs * interval '1 millisecond', :creates)
   ON CONFLICT (scope, key) DO UPDATE SET claim_count = k.claim_count + 1, claimed_until = excluded.claimed_until
     WHERE k.request_hash = excluded.request_hash AND k.reply IS NULL AND k.claimed_until <= now()
   RETURNING resource_id AS "resourceId", claim_count AS "claimCount"`,
);

const findKey = statement<
  { requestHash: string; reply: object | null; fault: unknown },
  { scope: string; key: string }
>(
  'idempotency.find',
  `SELECT request_hash AS "requestHash", reply, reply->'fault' AS fault
   FROM idempotency_keys WHERE scope = :scope AND key = :key`,
);

const storeReply = statement<Record<string, never>, { scope: string; key: string; reply: string }>(
  'idempotency.store_reply',
  `UPDATE idempotency_keys SET reply = :reply::json WHERE scope = :scope AND key = :key AND reply IS NULL`,
);

/** A fault is stored as the reply, in its only field "fault". */
const storeFault = statement<Record<string, never>, { scope: string; key: string; fault: string }>(
  'idempotency.store_fault',
  `UPDATE idempotency_keys SET reply = json_build_object('fault', :fault::json)
   WHERE scope = :scope AND key = :key AND reply IS NULL`,
);

const releaseKey = statement<Record<string, never>, { scope: string; key: string; claimCount: number }>(
  'idempotency.release',
  `UPDATE idempotency_keys SET claimed_until = now()
   WHERE scope = :scope AND key = :key AND claim_count = :claimCount AND reply IS NULL`,
);

/** Only its first claim: an earlier one may still store what the key creates. */
const deleteKey = statement<{ key: string }, { scope: string; key: string; resourceId: string }>(
  'idempotency.delete',
  `DELETE FROM idempotency_keys k
   WHERE scope = :scope AND key = :key AND resource_id = :resourceId AND claim_count = 1 AND reply IS NULL
     AND NOT EXISTS (SELECT FROM orders WHERE id = k.resource_id)
     AND NOT EXISTS (SELECT FROM order_refunds WHERE id = k.resource_id)
   RETURNING key`,
);

/** A deleted key. `orphan`: its order was never stored, but stock may be reserved for it. */
export interface DeletedKey {
  resourceId: string;
  orphan: boolean;
}

const deleteExpired = statement<DeletedKey, { before: Date; limit: number }>(
  'idempotency.delete_expired',
  `DELETE FROM idempotency_keys k WHERE (scope, key) IN
     (SELECT scope, key FROM idempotency_keys WHERE created_at < :before AND claimed_until < now()
      ORDER BY created_at LIMIT :limit
      FOR UPDATE SKIP LOCKED)
   RETURNING resource_id AS "resourceId",
     creates = 'order' AND reply IS NULL AND NOT EXISTS (SELECT FROM orders WHERE id = k.resource_id) AS orphan`,
);

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the key has a reply or another claim, or belongs to another request. */
  async claim({ scope, key, ...claim }: ClaimParams): Promise<Claim | undefined> {
    const [row] = await this.database.run(claimKey, { scope, key, ...claim });
    return row && { scope, key, ...row };
  }

  async find(scope: string, key: string): Promise<StoredKey | undefined> {
    const [row] = await this.database.run(findKey, { scope, key });
    if (!row) return undefined;
    return row.fault ? { ...row, reply: null, fault: faultFromWire(row.fault) } : { ...row, fault: null };
  }

  async storeReply({ scope, key }: Claim, reply: object): Promise<void> {
    await this.database.run(storeReply, { scope, key, reply: JSON.stringify(reply) });
  }

  async storeFault({ scope, key }: Claim, fault: Fault): Promise<void> {
    await this.database.run(storeFault, { scope, key, fault: JSON.stringify(fault.toWire()) });
  }

  /** Lets the next request with this key continue at once. */
  async release({ scope, key, claimCount }: Claim): Promise<void> {
    await this.database.run(releaseKey, { scope, key, claimCount });
  }

  /** False when an order or refund is stored under the key, or the key has had another claim. */
  async delete({ scope, key, resourceId }: Claim, sql: Queryable = this.database): Promise<boolean> {
    return (await sql.run(deleteKey, { scope, key, resourceId })).length > 0;
  }

  /** Deletes keys that were created before a time and have no current claim. */
  deleteExpired(tx: Tx, before: Date, limit: number): Promise<DeletedKey[]> {
    return tx.run(deleteExpired, { before, limit });
  }
}
