import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';
import type { ReconciliationReport } from './reconciliation.js';

/** `recent`: all time since the last one, every few minutes. `long`: many days, once a day. */
export type ReconciliationName = 'recent' | 'long';

type Holder = { name: ReconciliationName; holder: string };

/** A replica that does not renew its lease for so long counts as crashed. */
const LEASE_SECONDS = 120;

const acquire = statement<{ watermark: Date | null; now: Date }, Holder & { everySeconds: number }>(
  'reconciliation.acquire',
  `UPDATE reconciliations SET holder = :holder, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
   WHERE name = :name AND (leased_until IS NULL OR leased_until < now())
     AND (ran_at IS NULL OR ran_at + make_interval(secs => :everySeconds) <= now())
   RETURNING watermark, now() AS now`,
);

const renew = statement<{ name: string }, Holder>(
  'reconciliation.renew',
  `UPDATE reconciliations SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
   WHERE name = :name AND holder = :holder RETURNING name`,
);

const finish = statement<Record<string, never>, Holder & { watermark: Date; report: string }>(
  'reconciliation.finish',
  `UPDATE reconciliations
   SET watermark = :watermark, report = :report::jsonb, ran_at = now(), leased_until = NULL, holder = NULL
   WHERE name = :name AND holder = :holder`,
);

const release = statement<Record<string, never>, Holder & { pauseSeconds: number }>(
  'reconciliation.release',
  `UPDATE reconciliations SET leased_until = now() + make_interval(secs => :pauseSeconds), holder = NULL
   WHERE name = :name AND holder = :holder`,
);

type LastReconciliation = { name: ReconciliationName; ranAt: Date; report: ReconciliationReport };

const last = statement<LastReconciliation>(
  'reconciliation.last',
  `SELECT name, ran_at AS "ranAt", report FROM reconciliations WHERE ran_at IS NOT NULL AND report IS NOT NULL`,
);

/** The lease of each scheduled reconciliation, its watermark and its last report. */
@Injectable()
export class ReconciliationLeaseRepository {
  constructor(private readonly database: Database) {}

  /** Returns undefined when it is not due, or another replica runs it. */
  async acquire(name: ReconciliationName, everySeconds: number): Promise<ReconciliationLease | undefined> {
    const holder = randomUUID();
    const [row] = await this.database.run(acquire, { name, holder, everySeconds });
    return row && new ReconciliationLease(this.database, name, holder, row.watermark, row.now);
  }

  /** The last run of each reconciliation that has run. */
  last(): Promise<LastReconciliation[]> {
    return this.database.run(last);
  }
}

/** The right to run a reconciliation, as long as it is renewed. */
export class ReconciliationLease {
  constructor(
    private readonly database: Database,
    readonly name: ReconciliationName,
    private readonly holder: string,
    /** All records before it have been compared; null before the first run. */
    readonly watermark: Date | null,
    /** The database's time, which is the same for all replicas. */
    readonly now: Date,
  ) {}

  /** Throws when another replica has taken over. */
  async renew(): Promise<void> {
    const { name, holder } = this;
    const rows = await this.database.run(renew, { name, holder });
    if (rows.length === 0) throw new Error(`another replica runs the ${name} reconciliation now`);
  }

  async finish(report: ReconciliationReport): Promise<void> {
    const { name, holder } = this;
    const watermark = report.span.to;
    await this.database.run(finish, { name, holder, watermark, report: JSON.stringify(report) });
  }

  /** The next holder starts from the same watermark, after the pause. */
  async release(pauseSeconds = 0): Promise<void> {
    const { name, holder } = this;
    await this.database.run(release, { name, holder, pauseSeconds });
  }
}
