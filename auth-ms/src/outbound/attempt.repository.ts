import { Injectable } from '@nestjs/common';
import { Database, type Queryable, statement, type Tx } from '@orderwire/platform';
import { type Allowance, type Counter, failuresAfter, waitOf } from '../domain/attempts.js';

/** A key under which an attempt counts, and what is allowed under it. */
export interface Counted {
  key: string;
  allowance: Allowance;
}

/** An attempt as it was counted under one key. */
export interface Mark {
  key: string;
  /** How many there were with this one. */
  failures: number;
  /** When the one before it was. */
  before: Date;
}

/** Whom an e-mail and a network stand for. */
export type Visitor = {
  accountId: string | null;
  /** Whether the account has signed in from this network within 90 days. */
  known: boolean;
  /** What is counted under the key of the two; null when nothing is. */
  tried: Pick<Counter, 'failures' | 'lastAt'> | null;
};

/** How long a network stays known to an account that does not sign in from there any more. */
export const KNOWN_DAYS = 90;

const NOTED_EVERY_MS = 60_000;

const prepare = statement(
  'attempts.prepare',
  `INSERT INTO attempts (key, last_at) SELECT key, $2 FROM unnest($1::text[]) AS k (key) ORDER BY key
   ON CONFLICT (key) DO NOTHING`,
);
/** A counter, and when the audit log last heard of a refusal under its key. */
type Row = Counter & { notedAt: Date | null };

const lock = statement<Row>(
  'attempts.lock',
  `SELECT key, failures, last_at AS "lastAt", noted_at AS "notedAt" FROM attempts WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE`,
);
const count = statement(
  'attempts.count',
  `UPDATE attempts a SET failures = c.failures, last_at = $3
   FROM unnest($1::text[], $2::int[]) AS c (key, failures) WHERE a.key = c.key`,
);
const note = statement('attempts.note', `UPDATE attempts SET noted_at = $2 WHERE key = ANY ($1::text[])`);
/** If nothing was counted since, it is as if this attempt had never been: who gets it right keeps no failures alive. */
const forgive = statement(
  'attempts.forgive',
  `UPDATE attempts a SET failures = CASE WHEN a.key = ANY ($2::text[]) THEN 0 ELSE greatest(a.failures - 1, 0) END,
     last_at = CASE WHEN a.last_at = $3 AND a.failures = m.failures THEN m.before ELSE a.last_at END
   FROM (SELECT key, m.failures, m.before FROM unnest($1::text[], $4::int[], $5::timestamptz[]) AS m (key, failures, before)
     JOIN attempts USING (key) ORDER BY key FOR UPDATE OF attempts) AS m
   WHERE a.key = m.key`,
);
const knows = statement<Omit<Visitor, 'tried'> & { failures: number | null; lastAt: Date | null }>(
  'places.knows',
  `SELECT (SELECT id FROM accounts WHERE email = $1) AS "accountId", EXISTS (SELECT FROM known_places p JOIN accounts a ON a.id = p.account_id
     WHERE a.email = $1 AND p.network = $2 AND p.last_seen_at > now() - interval '${KNOWN_DAYS} days') AS known, t.failures, t.last_at AS "lastAt"
   FROM (VALUES (1)) AS always LEFT JOIN attempts t ON t.key = $3`,
);
const forgetPlaces = statement('places.forget', 'DELETE FROM known_places WHERE account_id = $1');
const remember = statement(
  'places.remember',
  `INSERT INTO known_places (account_id, network, last_seen_at) VALUES ($1, $2, $3)
   ON CONFLICT (account_id, network) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
);

const isDue = ({ notedAt }: Row, now: Date): boolean =>
  !notedAt || now.getTime() - notedAt.getTime() >= NOTED_EVERY_MS;

/** Counts attempts, shared by all replicas, and knows the networks an account signs in from. */
@Injectable()
export class AttemptRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts an attempt as failed before anybody looks at it, so that a hundred at once are a hundred; {@link forgive}
   * takes that back. Gives what it counted; or the milliseconds to wait, and counts nothing, when a key is slowed down; `noteRefusal`
   * then runs in the same transaction, once a minute at most for each such key over all replicas.
   */
  reserve(
    counted: Counted[],
    now: Date,
    noteRefusal?: (tx: Tx) => Promise<void>,
  ): Promise<{ waitMs: number; marks: Mark[] }> {
    const keys = counted.map(({ key }) => key);
    return this.database.transaction(async (tx) => {
      await tx.run(prepare, [keys, now]);
      const counters = new Map((await tx.run(lock, [keys])).map((counter) => [counter.key, counter]));
      const found = counted.map(({ key, allowance }) => ({
        allowance,
        counter: counters.get(key) ?? { key, failures: 0, lastAt: now, notedAt: null },
      }));
      const waits = found.map(({ counter, allowance }) => waitOf(counter, allowance, now));
      const waitMs = Math.max(...waits);
      if (waitMs > 0) {
        const slow = found.flatMap(({ counter }, n) => (waits[n] ? [counter] : []));
        if (noteRefusal && slow.every((counter) => isDue(counter, now))) {
          await tx.run(note, [slow.map(({ key }) => key), now]);
          await noteRefusal(tx);
        }
        return { waitMs, marks: [] };
      }
      const marks = found.map(({ counter, allowance }) => ({
        key: counter.key,
        failures: failuresAfter(counter, allowance, now),
        before: counter.lastAt,
      }));
      await tx.run(count, [keys, marks.map(({ failures }) => failures), now]);
      return { waitMs, marks };
    });
  }

  /** An attempt that was counted at `at` was right: takes it back everywhere and starts anew under `clear`. */
  async forgive(marks: Mark[], at: Date, clear: string[], runs: Queryable = this.database): Promise<void> {
    const keys = marks.map(({ key }) => key);
    const [failures, before] = [marks.map((mark) => mark.failures), marks.map((mark) => mark.before)];
    await runs.run(forgive, [keys, clear, at, failures, before]);
  }

  /** Read, not locked: what is decided by it may be a moment old. */
  async visitor(email: string, network: string, key: string): Promise<Visitor> {
    const [row] = await this.database.run(knows, [email, network, key]);
    const { accountId = null, known = false, failures, lastAt } = row ?? {};
    const tried = typeof failures === 'number' && lastAt ? { failures, lastAt } : null;
    return { accountId, known, tried };
  }

  async forgetPlaces(runs: Queryable, accountId: string): Promise<void> {
    await runs.run(forgetPlaces, [accountId]);
  }

  async remember(runs: Queryable, accountId: string, network: string, now: Date): Promise<void> {
    await runs.run(remember, [accountId, network, now]);
  }
}
