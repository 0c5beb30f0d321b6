import { Injectable } from '@nestjs/common';
import { contextOrSystem, Database, type Queryable, statement } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { Origin } from '../domain/origin.js';

/** What the audit log is told; who asked and under which correlation id it knows from the context. */
export interface Audited {
  action: string;
  outcome: 'success' | 'failure';
  /** Account it was done to, if there is one. */
  userId: string | null;
  from: Origin;
  /** Never a secret, never an e-mail address. */
  details?: Record<string, string | number | boolean>;
}

/** From where somebody asked is left out once the account that asked, or was asked about, is deleted: a note may come late. */
const insert = statement(
  'audit.insert',
  `INSERT INTO audit_log (id, at, action, outcome, actor_role, actor_id, user_id, ip, device, correlation_id, details)
   SELECT $1, $2, $3, $4, $5, $6, $7, CASE WHEN gone THEN NULL ELSE $8 END, CASE WHEN gone THEN NULL ELSE $9 END, $10, $11
   FROM (SELECT EXISTS (SELECT FROM accounts WHERE id IN ($6, $7) AND deleted_at IS NOT NULL) AS gone) AS whose`,
);

/**
 * The actors are locked against their deletion, which clears what is there already: no note slips in between. Admins first, as by
 * everybody who locks them and then another account.
 */
const insertAll = statement(
  'audit.insert_all',
  `WITH notes AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[],
     $8::text[], $9::text[], $10::jsonb[]) AS n (id, at, action, outcome, actor_role, actor_id, ip, device, correlation_id, details)),
   actors AS MATERIALIZED (SELECT id, deleted_at FROM accounts WHERE id IN (SELECT actor_id FROM notes)
     ORDER BY role <> 'admin', id FOR SHARE)
   INSERT INTO audit_log (id, at, action, outcome, actor_role, actor_id, ip, device, correlation_id, details)
   SELECT n.id, at, action, outcome, actor_role, actor_id, CASE WHEN deleted_at IS NULL THEN ip END,
     CASE WHEN deleted_at IS NULL THEN device END, correlation_id, details
   FROM notes n LEFT JOIN actors a ON a.id = n.actor_id`,
);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What another service saw. */
export interface Noted {
  at: Date;
  action: string;
  outcome: 'success' | 'failure';
  actorRole: string;
  actorId: string | null;
  from: Origin;
  correlationId: string;
  details: Record<string, unknown>;
}

/** Writes the audit log. */
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** All of them in one statement; of deleted actors without from where they asked. */
  async recordAll(notes: readonly Noted[]): Promise<void> {
    const values = [
      notes.map(() => uuidv7()),
      notes.map(({ at }) => at),
      notes.map(({ action }) => action),
      notes.map(({ outcome }) => outcome),
      notes.map(({ actorRole }) => actorRole),
      notes.map(({ actorId }) => actorId),
      notes.map(({ from }) => from.ip),
      notes.map(({ from }) => from.device),
      notes.map(({ correlationId }) => correlationId),
      notes.map(({ details }) => JSON.stringify(details)),
    ];
    await this.database.transaction((tx) => tx.run(insertAll, values));
  }

  /** With a transaction, the entry and the change are committed together. */
  async record(
    runs: Queryable,
    { action, outcome, userId, from, details = {} }: Audited,
    now: Date,
  ): Promise<void> {
    const { actor, correlationId } = contextOrSystem();
    const actorId = actor.id && uuid.test(actor.id) ? actor.id : null;
    const who = [actor.role, actorId, userId, from.ip, from.device, correlationId];
    await runs.run(insert, [uuidv7(), now, action, outcome, ...who, JSON.stringify(details)]);
  }
}
