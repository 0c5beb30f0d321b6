import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ReconciliationName } from '@orderwire/contracts';
import { Database, statement } from '@orderwire/platform';
import type { ReconciliationReport } from './reconciliation.js';

type Holder = { name: ReconciliationName; holder: string };

/** A replica that does not renew its lease for so long counts as crashed. */
const LEASE_SECONDS = 120;

/** A replica holds the lease, and has not crashed. After a failure the lease has no holder until the pause ends. */
const HELD = '(holder IS NOT NULL AND leased_until >= now())';

type AcquiredRow = { watermark: Date | null; now: Date; requestedBy: string | null };

/** A requested run does not wait for the interval, nor for the pause after a failure. */
const acquire = statement<AcquiredRow, Holder & { everySeconds: number }>(
  'reconciliation.acquire',
  `UPDATE reconciliations SET holder = :holder, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
   WHERE name = :name AND NOT ${HELD} AND (requested_at IS NOT NULL OR (
     :everySeconds > 0 AND (leased_until IS NULL OR leased_until < now())
     AND (ran_at IS NULL OR ran_at + make_interval(secs => :everySeconds) <= now())))
   RETURNING watermark, now() AS now, requested_by AS "requestedBy"`,
);

const request = statement<{ requestedAt: Date }, { name: string; requestedBy: string | null }>(
  'reconciliation.request',
  `UPDATE reconciliations SET requested_at = now(), requested_by = :requestedBy
   WHERE name = :name AND requested_at IS NULL AND NOT ${HELD} RETURNING requested_at AS "requestedAt"`,
);

const renew = statement<{ name: string }, Holder>(
  'reconciliation.renew',
  `UPDATE reconciliations SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
   WHERE name = :name AND holder = :holder RETURNING name`,
);

const finish = statement<Record<string, never>, Holder & { watermark: Date; report: string }>(
  'reconciliation.finish',
  `UPDATE reconciliations
   SET watermark = :watermark, report = :report::jsonb, ran_at = now(), leased_until = NULL, holder = NULL,
     requested_at = NULL, requested_by = NULL
   WHERE name = :name AND holder = :holder`,
);

const release = statement<Record<string, never>, Holder & { pauseSeconds: number; interrupted: boolean }>(
  'reconciliation.release',
  `UPDATE reconciliations SET leased_until = now() + make_interval(secs => :pauseSeconds), holder = NULL,
     requested_at = CASE WHEN :interrupted THEN requested_at END,
     requested_by = CASE WHEN :interrupted THEN requested_by END
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

  /**
   * Returns undefined when it is neither due nor requested, or another replica runs it. With 0 seconds
   * it is never due.
   */
  async acquire(name: ReconciliationName, everySeconds: number): Promise<ReconciliationLease | undefined> {
    const holder = randomUUID();
    const [row] = await this.database.run(acquire, { name, holder, everySeconds });
    return row && new ReconciliationLease(this.database, name, holder, row);
  }

  /** When the run was requested; undefined if one is in progress or requested. */
  async request(name: ReconciliationName, requestedBy: string | null): Promise<Date | undefined> {
    return (await this.database.run(request, { name, requestedBy }))[0]?.requestedAt;
  }

  /** The last run of each reconciliation that has run. */
  last(): Promise<LastReconciliation[]> {
    return this.database.run(last);
  }
}

/** The right to run a reconciliation, as long as it is renewed. */
export class ReconciliationLease {
  /** All records before it have been compared; null before the first run. */
  readonly watermark: Date | null;
  /** The database's time, which is the same for all replicas. */
  readonly now: Date;
  /** The account that requested the run; null for a scheduled one. */
  readonly requestedBy: string | null;

  constructor(
    private readonly database: Database,
    readonly name: ReconciliationName,
    private readonly holder: string,
    row: AcquiredRow,
  ) {
    this.watermark = row.watermark;
    this.now = row.now;
    this.requestedBy = row.requestedBy;
  }

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

  /**
   * The next holder starts from the same watermark, after the pause. A requested run that was
   * interrupted stays requested; one that failed does not.
   */
  async release({ pauseSeconds = 0, interrupted = false } = {}): Promise<void> {
    const { name, holder } = this;
    await this.database.run(release, { name, holder, pauseSeconds, interrupted });
  }
}
