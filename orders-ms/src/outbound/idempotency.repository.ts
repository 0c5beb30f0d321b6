import { Injectable } from '@nestjs/common';
import { type Fault, faultFromWire } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';

/** What a key can make. */
export type Makes = 'order' | 'refund';

/** The right to work on one Idempotency-Key. */
export interface Claim {
  scope: string;
  key: string;
  /** The order or refund this key makes, the same one on every try. */
  madeId: string;
  /** Which claim of this key it is: 1 for the first, more when an unfinished one was taken over. */
  claims: number;
}

/** What a key is answered with from now on. */
export interface Answer {
  claim: Claim;
  reply: object;
}

/** What is known of a key that could not be claimed. */
export interface KnownKey {
  requestHash: string;
  reply: object | null;
  /** The final "no" it is answered with instead of a reply. */
  fault: Fault | null;
}

/** A new key, or one whose work has neither an answer nor anybody at it. Gives no row otherwise. */
const claimKey = statement<{ madeId: string; claims: number }>(
  'idempotency.claim',
  `INSERT INTO idempotency_keys AS k (scope, key, request_hash, order_id, busy_until, makes)
   VALUES ($1, $2, $3, $4, now() + $5 * interval '1 millisecond', $6)
   ON CONFLICT (scope, key) DO UPDATE SET claims = k.claims + 1, busy_until = excluded.busy_until
     WHERE k.request_hash = excluded.request_hash AND k.reply IS NULL AND k.busy_until <= now()
   RETURNING order_id AS "madeId", claims`,
);

const findKey = statement<{ requestHash: string; reply: object | null; fault: unknown }>(
  'idempotency.find',
  `SELECT request_hash AS "requestHash", reply, reply->'fault' AS fault
   FROM idempotency_keys WHERE scope = $1 AND key = $2`,
);

const answerKey = statement(
  'idempotency.answer',
  `UPDATE idempotency_keys SET reply = $3::json WHERE scope = $1 AND key = $2 AND reply IS NULL`,
);

/** A final "no" stands where the reply would, as its only field "fault". */
const refuseKey = statement(
  'idempotency.refuse',
  `UPDATE idempotency_keys SET reply = json_build_object('fault', $3::json)
   WHERE scope = $1 AND key = $2 AND reply IS NULL`,
);

const releaseKey = statement(
  'idempotency.release',
  `UPDATE idempotency_keys SET busy_until = now()
   WHERE scope = $1 AND key = $2 AND claims = $3 AND reply IS NULL`,
);

const forgetKey = statement<{ key: string }>(
  'idempotency.forget',
  `DELETE FROM idempotency_keys k
   WHERE scope = $1 AND key = $2 AND claims = $3 AND reply IS NULL
     AND NOT EXISTS (SELECT FROM orders WHERE id = k.order_id)
     AND NOT EXISTS (SELECT FROM order_refunds WHERE id = k.order_id)
   RETURNING key`,
);

const sweepKeys = statement<{ orderId: string; orphan: boolean }>(
  'idempotency.sweep',
  `DELETE FROM idempotency_keys k WHERE (scope, key) IN
     (SELECT scope, key FROM idempotency_keys WHERE created_at < $1 AND busy_until < now()
      ORDER BY created_at LIMIT $2
      FOR UPDATE SKIP LOCKED)
   RETURNING order_id AS "orderId",
     makes = 'order' AND reply IS NULL AND NOT EXISTS (SELECT FROM orders WHERE id = k.order_id) AS orphan`,
);

/** Idempotency-Keys and their answers. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /** Takes a key for `busyMs`; undefined when somebody else has it, it is answered, or it belongs to another request. */
  async claim(
    scope: string,
    key: string,
    requestHash: string,
    { makes, madeId }: { makes: Makes; madeId: string },
    busyMs: number,
  ): Promise<Claim | undefined> {
    const [row] = await this.database.run(claimKey, [scope, key, requestHash, madeId, busyMs, makes]);
    return row && { scope, key, ...row };
  }

  async find(scope: string, key: string): Promise<KnownKey | undefined> {
    const [row] = await this.database.run(findKey, [scope, key]);
    if (!row) return undefined;
    return row.fault ? { ...row, reply: null, fault: faultFromWire(row.fault) } : { ...row, fault: null };
  }

  /** From now on the key is answered with this reply. */
  async answer({ scope, key }: Claim, reply: object): Promise<void> {
    await this.database.run(answerKey, [scope, key, JSON.stringify(reply)]);
  }

  /** From now on the key is answered with this fault. */
  async refuse({ scope, key }: Claim, fault: Fault): Promise<void> {
    await this.database.run(refuseKey, [scope, key, JSON.stringify(fault.toWire())]);
  }

  /** Lets the next request with this key go on where this one stopped, at once. */
  async release({ scope, key, claims }: Claim): Promise<void> {
    await this.database.run(releaseKey, [scope, key, claims]);
  }

  /** Forgets a key under which nothing was written. False when there is one, or the claim was taken over. */
  async forget({ scope, key, claims }: Claim): Promise<boolean> {
    return (await this.database.run(forgetKey, [scope, key, claims])).length > 0;
  }

  /** Removes keys that are older than anybody repeats a request and that nobody works on. Orphans are those of orders that were never written. */
  async sweep(tx: Tx, before: Date, limit: number): Promise<{ orderId: string; orphan: boolean }[]> {
    return tx.run(sweepKeys, [before, limit]);
  }
}
