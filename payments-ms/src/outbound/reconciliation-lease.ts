import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';
import type { Report } from '../domain/reconciliation.js';

/** `recent`: what is new since the last one, every few minutes. `long`: many days, once a day. */
export type ReconciliationName = 'recent' | 'long';

/** How long a replica is believed to be at work without a sign of life. */
const LEASE_SECONDS = 120;

const take = statement<{ watermark: Date | null; now: Date }>(
  'reconciliation.take',
  `UPDATE reconciliations SET holder = $2, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
   WHERE name = $1 AND (leased_until IS NULL OR leased_until < now())
     AND (ran_at IS NULL OR ran_at + make_interval(secs => $3) <= now())
   RETURNING watermark, now() AS now`,
);

const renew = statement<{ name: string }>(
  'reconciliation.renew',
  `UPDATE reconciliations SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
   WHERE name = $1 AND holder = $2 RETURNING name`,
);

const finish = statement(
  'reconciliation.finish',
  `UPDATE reconciliations SET watermark = $3, report = $4::jsonb, ran_at = now(), leased_until = NULL, holder = NULL
   WHERE name = $1 AND holder = $2`,
);

const giveUp = statement(
  'reconciliation.give_up',
  `UPDATE reconciliations SET leased_until = NULL, holder = NULL WHERE name = $1 AND holder = $2`,
);

const last = statement<{ name: ReconciliationName; ran_at: Date | null; report: Report | null }>(
  'reconciliation.last',
  `SELECT name, ran_at, report FROM reconciliations`,
);

/** One replica at a time reconciles; how far it came outlives it. */
@Injectable()
export class ReconciliationLease {
  constructor(private readonly database: Database) {}

  /** Undefined when the last one was less than `everySeconds` ago, or another replica is at work. */
  async take(name: ReconciliationName, everySeconds: number): Promise<Held | undefined> {
    const holder = randomUUID();
    const [row] = await this.database.run(take, [name, holder, everySeconds]);
    return row && new Held(this.database, name, holder, row.watermark, row.now);
  }

  /** When each was made last, and what it came to. */
  async last(): Promise<{ name: ReconciliationName; ranAt: Date | null; report: Report | null }[]> {
    const rows = await this.database.run(last);
    return rows.map(({ name, ran_at, report }) => ({ name, ranAt: ran_at, report }));
  }
}

/** A reconciliation that is ours to make, as long as it is renewed. */
export class Held {
  constructor(
    private readonly database: Database,
    readonly name: ReconciliationName,
    private readonly holder: string,
    /** Everything before it has been compared; null before the first. */
    readonly watermark: Date | null,
    /** The database's time, the same for all replicas. */
    readonly now: Date,
  ) {}

  /** Throws when another replica has taken over. */
  async renew(): Promise<void> {
    const rows = await this.database.run(renew, [this.name, this.holder]);
    if (rows.length === 0) throw new Error(`another replica makes the ${this.name} reconciliation now`);
  }

  async finish(report: Report): Promise<void> {
    const values = [this.name, this.holder, report.span.to, JSON.stringify(report)];
    await this.database.run(finish, values);
  }

  /** Leaves it to the next one, from the same watermark on. */
  async giveUp(): Promise<void> {
    await this.database.run(giveUp, [this.name, this.holder]);
  }
}
