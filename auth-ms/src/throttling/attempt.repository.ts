import { Injectable } from '@nestjs/common';
import { Database, type Queryable, statement, type Tx } from '@orderwire/platform';
import { type AttemptCounter, failuresAfter, type ThrottlePolicy, waitMs } from './throttle-policy.js';

/** A key under which an attempt is counted, and its policy. */
export interface ThrottleKey {
  key: string;
  policy: ThrottlePolicy;
}

/** An attempt as it was counted under one key. */
export interface CountedAttempt {
  key: string;
  /** Number of failures, this attempt included. */
  failures: number;
  /** Time of the previous failure. */
  previousAt: Date;
}

/** The past sign-ins of an e-mail address from a network. */
export interface SignInHistory {
  accountId: string | null;
  /** Whether the account has signed in from this network within 90 days. */
  known: boolean;
  /** Failures counted under the key of e-mail and network. */
  failed: Pick<AttemptCounter, 'failures' | 'lastAt'> | null;
}

/** A network is known to an account for this long after its last sign-in from there. */
export const KNOWN_NETWORK_DAYS = 90;

const AUDIT_INTERVAL_MS = 60_000;

/** A counter, and when the audit log last recorded a refusal under its key. */
type Row = AttemptCounter & { notedAt: Date | null };
type None = Record<string, never>;

const prepare = statement<None, { keys: string[]; now: Date }>(
  'attempts.prepare',
  `INSERT INTO attempts (key, last_at) SELECT key, :now FROM unnest(:keys::text[]) AS k (key) ORDER BY key
   ON CONFLICT (key) DO NOTHING`,
);
const lock = statement<Row, { keys: string[] }>(
  'attempts.lock',
  `SELECT key, failures, last_at AS "lastAt", noted_at AS "notedAt"
   FROM attempts WHERE key = ANY (:keys::text[]) ORDER BY key FOR UPDATE`,
);
const count = statement<None, { keys: string[]; failures: number[]; now: Date }>(
  'attempts.count',
  `UPDATE attempts a SET failures = c.failures, last_at = :now
   FROM unnest(:keys::text[], :failures::int[]) AS c (key, failures) WHERE a.key = c.key`,
);
const markRefusal = statement<None, { keys: string[]; now: Date }>(
  'attempts.mark_refusal',
  `UPDATE attempts SET noted_at = :now WHERE key = ANY (:keys::text[])`,
);
/**
 * Without a later failure, the counter becomes what it was before this attempt: a success does not
 * delay the expiry of earlier failures.
 */
const revert = statement<
  None,
  { keys: string[]; clear: string[]; at: Date; failures: number[]; previousAt: Date[] }
>(
  'attempts.revert',
  `UPDATE attempts a SET
     failures = CASE WHEN a.key = ANY (:clear::text[]) THEN 0 ELSE greatest(a.failures - 1, 0) END,
     last_at = CASE WHEN a.last_at = :at AND a.failures = c.failures THEN c.previous_at ELSE a.last_at END
   FROM (
     SELECT key, c.failures, c.previous_at
     FROM unnest(:keys::text[], :failures::int[], :previousAt::timestamptz[]) AS c (key, failures, previous_at)
     JOIN attempts USING (key) ORDER BY key FOR UPDATE OF attempts
   ) AS c
   WHERE a.key = c.key`,
);
const history = statement<
  { accountId: string | null; known: boolean; failures: number | null; lastAt: Date | null },
  { email: string; network: string; key: string }
>(
  'known_networks.history',
  `SELECT (SELECT id FROM accounts WHERE email = :email) AS "accountId",
     EXISTS (
       SELECT FROM known_places p JOIN accounts a ON a.id = p.account_id
       WHERE a.email = :email AND p.network = :network
         AND p.last_seen_at > now() - interval '${KNOWN_NETWORK_DAYS} days'
     ) AS known, t.failures, t.last_at AS "lastAt"
   FROM (VALUES (1)) AS always LEFT JOIN attempts t ON t.key = :key`,
);
const forgetNetworks = statement<None, { accountId: string }>(
  'known_networks.forget',
  'DELETE FROM known_places WHERE account_id = :accountId',
);
const rememberNetwork = statement<None, { accountId: string; network: string; now: Date }>(
  'known_networks.remember',
  `INSERT INTO known_places (account_id, network, last_seen_at) VALUES (:accountId, :network, :now)
   ON CONFLICT (account_id, network) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
);

const isAuditDue = ({ notedAt }: Row, now: Date): boolean =>
  !notedAt || now.getTime() - notedAt.getTime() >= AUDIT_INTERVAL_MS;

/** Counts attempts over all replicas, and stores the networks that accounts sign in from. */
@Injectable()
export class AttemptRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts an attempt as a failure before it is checked, so that concurrent attempts all count;
   * {@link revert} undoes it. While a key is delayed, counts nothing and returns the time to
   * wait; `recordRefusal` then runs in the same transaction, at most once a minute per key over all
   * replicas.
   */
  reserve(
    throttled: ThrottleKey[],
    now: Date,
    recordRefusal?: (tx: Tx) => Promise<void>,
  ): Promise<{ waitMs: number; counted: CountedAttempt[] }> {
    const keys = throttled.map(({ key }) => key);
    return this.database.transaction(async (tx) => {
      await tx.run(prepare, { keys, now });
      const counters = new Map((await tx.run(lock, { keys })).map((counter) => [counter.key, counter]));
      const found = throttled.map(({ key, policy }) => ({
        policy,
        counter: counters.get(key) ?? { key, failures: 0, lastAt: now, notedAt: null },
      }));
      const waits = found.map(({ counter, policy }) => waitMs(counter, policy, now));
      const longest = Math.max(...waits);
      if (longest > 0) {
        const delayed = found.flatMap(({ counter }, n) => (waits[n] ? [counter] : []));
        if (recordRefusal && delayed.every((counter) => isAuditDue(counter, now))) {
          await tx.run(markRefusal, { keys: delayed.map(({ key }) => key), now });
          await recordRefusal(tx);
        }
        return { waitMs: longest, counted: [] };
      }
      const counted = found.map(({ counter, policy }) => ({
        key: counter.key,
        failures: failuresAfter(counter, policy, now),
        previousAt: counter.lastAt,
      }));
      await tx.run(count, { keys, failures: counted.map(({ failures }) => failures), now });
      return { waitMs: 0, counted };
    });
  }

  /** Reverts an attempt that was counted at `at`, and resets the counters of `clear` to zero. */
  async revert(
    counted: CountedAttempt[],
    at: Date,
    clear: string[],
    db: Queryable = this.database,
  ): Promise<void> {
    await db.run(revert, {
      keys: counted.map(({ key }) => key),
      clear,
      at,
      failures: counted.map(({ failures }) => failures),
      previousAt: counted.map(({ previousAt }) => previousAt),
    });
  }

  /** Reads without a lock: the result may be slightly out of date. */
  async signInHistory(email: string, network: string, key: string): Promise<SignInHistory> {
    const [row] = await this.database.run(history, { email, network, key });
    const { accountId = null, known = false, failures, lastAt } = row ?? {};
    const failed = typeof failures === 'number' && lastAt ? { failures, lastAt } : null;
    return { accountId, known, failed };
  }

  async forgetNetworks(db: Queryable, accountId: string): Promise<void> {
    await db.run(forgetNetworks, { accountId });
  }

  async rememberNetwork(db: Queryable, accountId: string, network: string, now: Date): Promise<void> {
    await db.run(rememberNetwork, { accountId, network, now });
  }
}
