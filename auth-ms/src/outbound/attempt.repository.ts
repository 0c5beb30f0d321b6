import { Injectable } from '@nestjs/common';
import { Database, type Runs, statement } from '@orderwire/platform';
import { type Allowance, type Counter, failuresAfter, waitOf } from '../domain/attempts.js';

/** A key under which an attempt counts, and what is allowed under it. */
export interface Counted {
  key: string;
  allowance: Allowance;
}

const prepare = statement(
  'attempts.prepare',
  `INSERT INTO attempts (key, last_at) SELECT key, $2 FROM unnest($1::text[]) AS k (key) ORDER BY key
   ON CONFLICT (key) DO NOTHING`,
);
const lock = statement<Counter>(
  'attempts.lock',
  `SELECT key, failures, last_at AS "lastAt" FROM attempts WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE`,
);
const count = statement(
  'attempts.count',
  `UPDATE attempts a SET failures = c.failures, last_at = $3
   FROM unnest($1::text[], $2::int[]) AS c (key, failures) WHERE a.key = c.key`,
);
const forgive = statement(
  'attempts.forgive',
  `UPDATE attempts SET failures = CASE WHEN key = ANY ($2::text[]) THEN 0 ELSE greatest(failures - 1, 0) END
   WHERE key IN (SELECT key FROM attempts WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE)`,
);
const knows = statement<{ known: boolean }>(
  'places.knows',
  `SELECT EXISTS (SELECT FROM known_places p JOIN accounts a ON a.id = p.account_id
     WHERE a.email = $1 AND p.network = $2 AND p.last_seen_at > now() - interval '90 days') AS known`,
);
const remember = statement(
  'places.remember',
  `INSERT INTO known_places (account_id, network, last_seen_at) VALUES ($1, $2, $3)
   ON CONFLICT (account_id, network) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
);

/** Counts attempts, shared by all replicas, and knows the networks an account signs in from. */
@Injectable()
export class AttemptRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts an attempt as failed before anybody looks at it, so that a hundred at once are a hundred; {@link forgive}
   * takes that back. Gives the milliseconds to wait instead, and counts nothing, when a key is slowed down.
   */
  reserve(counted: Counted[], now: Date): Promise<number> {
    const keys = counted.map(({ key }) => key);
    return this.database.transaction(async (tx) => {
      await tx.run(prepare, [keys, now]);
      const counters = new Map((await tx.run(lock, [keys])).map((counter) => [counter.key, counter]));
      const found = counted.map(({ key, allowance }) => ({
        allowance,
        counter: counters.get(key) ?? { key, failures: 0, lastAt: now },
      }));
      const waitMs = Math.max(...found.map(({ counter, allowance }) => waitOf(counter, allowance, now)));
      if (waitMs > 0) return waitMs;
      const failures = found.map(({ counter, allowance }) => failuresAfter(counter, allowance, now));
      await tx.run(count, [keys, failures, now]);
      return 0;
    });
  }

  /** An attempt was right: takes it back everywhere and starts anew under `clear`. */
  async forgive(keys: string[], clear: string[], runs: Runs = this.database): Promise<void> {
    await runs.run(forgive, [keys, clear]);
  }

  async knows(email: string, network: string): Promise<boolean> {
    return (await this.database.run(knows, [email, network]))[0]?.known ?? false;
  }

  async remember(runs: Runs, accountId: string, network: string, now: Date): Promise<void> {
    await runs.run(remember, [accountId, network, now]);
  }
}
