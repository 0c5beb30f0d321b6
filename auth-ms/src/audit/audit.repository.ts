import { Injectable } from '@nestjs/common';
import type { ListAuditRequest } from '@orderwire/contracts';
import { contextOrSystem, Database, type KeysetCursor, type Queryable, statement } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { accountIdOf, type ClientOrigin } from '../accounts/caller.js';
import { PrismaClient } from '../generated/client.js';

type Outcome = 'success' | 'failure';

/** An entry of auth-ms itself. The actor and the correlation id come from the request context. */
export interface AuditRecord {
  action: string;
  outcome: Outcome;
  /** The account concerned, if any. */
  userId: string | null;
  from: ClientOrigin;
  /** Never a secret, never an e-mail address. */
  details?: Record<string, string | number | boolean>;
}

/** An entry that another service recorded. */
export interface ServiceAuditRecord {
  at: Date;
  action: string;
  outcome: Outcome;
  actorRole: string;
  actorId: string | null;
  from: ClientOrigin;
  correlationId: string;
  details: Record<string, unknown>;
}

type None = Record<string, never>;

/**
 * Without the origin when the actor or the account concerned was deleted before the entry was
 * written.
 */
const insert = statement<
  None,
  {
    id: string;
    now: Date;
    action: string;
    outcome: Outcome;
    actorRole: string;
    actorId: string | null;
    userId: string | null;
    ip: string | null;
    device: string | null;
    correlationId: string;
    details: string;
  }
>(
  'audit.insert',
  `INSERT INTO audit_log
     (id, at, action, outcome, actor_role, actor_id, user_id, ip, device, correlation_id, details)
   SELECT :id, :now, :action, :outcome, :actorRole, :actorId, :userId,
     CASE WHEN deleted THEN NULL ELSE :ip END, CASE WHEN deleted THEN NULL ELSE :device END,
     :correlationId, :details
   FROM (
     SELECT EXISTS (SELECT FROM accounts WHERE id IN (:actorId, :userId) AND deleted_at IS NOT NULL) AS deleted
   ) AS account`,
);

/**
 * Locks the actors against their deletion, which erases the origin of existing entries: no entry is
 * written between the two. Admins are locked first, as everywhere.
 */
const insertAll = statement<None, { entries: string }>(
  'audit.insert_all',
  `WITH entries AS (
     SELECT * FROM jsonb_to_recordset(:entries::jsonb) AS e (
       id uuid, at timestamptz, action text, outcome text, actor_role text, actor_id uuid, ip text,
       device text, correlation_id text, details jsonb)
   ), actors AS MATERIALIZED (
     SELECT id, deleted_at FROM accounts WHERE id IN (SELECT actor_id FROM entries)
     ORDER BY role <> 'admin', id FOR SHARE
   )
   INSERT INTO audit_log (id, at, action, outcome, actor_role, actor_id, ip, device, correlation_id, details)
   SELECT e.id, at, action, outcome, actor_role, actor_id, CASE WHEN deleted_at IS NULL THEN ip END,
     CASE WHEN deleted_at IS NULL THEN device END, correlation_id, details
   FROM entries e LEFT JOIN actors a ON a.id = e.actor_id`,
);

/** Entries about failures of anonymous callers, per minute and process; further ones are counted. */
export const MAX_ANONYMOUS_PER_MINUTE = 120;

/** Bounds what callers without an account can make the database keep. */
class AnonymousEntries {
  private minute = 0;
  private recorded = 0;
  private leftOut = 0;

  /** The details, with the number of entries left out before it; undefined: leave it out too. */
  admit<Details extends object>(
    { actorRole, outcome }: { actorRole: string; outcome: Outcome },
    details: Details,
    now: Date,
  ): Details | undefined {
    if (actorRole !== 'guest' || outcome !== 'failure') return details;
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute > this.minute) [this.minute, this.recorded] = [minute, 0];
    if (this.recorded >= MAX_ANONYMOUS_PER_MINUTE) return void this.leftOut++;
    this.recorded++;
    const { leftOut } = this;
    this.leftOut = 0;
    return leftOut > 0 ? { ...details, leftOut } : details;
  }
}

/**
 * The audit log. Entries are only ever added. A failure of an anonymous caller is left out above
 * {@link MAX_ANONYMOUS_PER_MINUTE}; `details.leftOut` of the next one counts them.
 */
@Injectable()
export class AuditRepository {
  private readonly anonymous = new AnonymousEntries();

  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaClient,
  ) {}

  /** With a transaction, the entry commits together with the change that it describes. */
  async record(db: Queryable, { from, details = {}, ...entry }: AuditRecord, now: Date): Promise<void> {
    const { actor, correlationId } = contextOrSystem();
    const actorRole = actor.role;
    const admitted = this.anonymous.admit({ actorRole, ...entry }, details, now);
    if (!admitted) return;
    await db.run(insert, {
      ...entry,
      ...from,
      id: uuidv7(),
      now,
      actorRole,
      actorId: accountIdOf(actor),
      correlationId,
      details: JSON.stringify(admitted),
    });
  }

  /** Records all entries in one statement. */
  async recordAll(entries: readonly ServiceAuditRecord[]): Promise<void> {
    const now = new Date();
    const rows = entries.flatMap(({ from, actorRole, actorId, correlationId, details, ...entry }) => {
      const admitted = this.anonymous.admit({ actorRole, ...entry }, details, now);
      if (!admitted) return [];
      return {
        id: uuidv7(),
        ...entry,
        ...from,
        actor_role: actorRole,
        actor_id: actorId,
        correlation_id: correlationId,
        details: admitted,
      };
    });
    if (rows.length === 0) return;
    await this.database.transaction((tx) => tx.run(insertAll, { entries: JSON.stringify(rows) }));
  }

  /** At most `limit` entries after the cursor, newest first. */
  list({ userId, action, from, to }: ListAuditRequest, after: KeysetCursor | undefined, limit: number) {
    return this.prisma.auditEntry.findMany({
      where: {
        AND: [
          userId ? { OR: [{ userId }, { actorId: userId }] } : {},
          action ? { action } : {},
          from ? { at: { gte: new Date(from) } } : {},
          to ? { at: { lt: new Date(to) } } : {},
          after ? { at: { lte: after.at }, OR: [{ at: { lt: after.at } }, { id: { lt: after.id } }] } : {},
        ],
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }
}
