import { Injectable } from '@nestjs/common';
import {
  Database,
  DELETE_BATCH_SIZE,
  deleteInBatches,
  type Queryable,
  statement,
  storableText,
  type Tx,
} from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { MessageDraft, QueuedMessage } from './message.js';

type None = Record<string, never>;

/** A due time far from now means: not before it. */
interface NewMessages {
  ids: string[];
  kinds: string[];
  subjectIds: string[];
  channels: string[];
  recipients: (string | null)[];
  audiences: string[];
  orderIds: (string | null)[];
  accountIds: (string | null)[];
  data: string[];
  dueAt: (Date | null)[];
  expiresAt: (string | null)[];
  eventIds: string[];
  correlationIds: string[];
  times: string[];
}

const insert = statement<None, NewMessages>(
  'messages.insert',
  `INSERT INTO messages (id, kind, subject_id, channel, recipient, audience, order_id, account_id, data, due_at, expires_at,
     event_id, correlation_id, occurred_at)
   SELECT id, kind, subject_id, channel, recipient, audience, order_id, account_id, data::jsonb, coalesce(due_at, now()), expires_at,
     event_id, correlation_id, occurred_at
   FROM unnest((SELECT :ids::uuid[]), (SELECT :kinds::text[]), (SELECT :subjectIds::text[]), (SELECT :channels::text[]), (SELECT :recipients::text[]),
     (SELECT :audiences::text[]), (SELECT :orderIds::uuid[]), (SELECT :accountIds::uuid[]), (SELECT :data::text[]),
     (SELECT :dueAt::timestamptz[]), (SELECT :expiresAt::timestamptz[]), (SELECT :eventIds::text[]),
     (SELECT :correlationIds::text[]), (SELECT :times::timestamptz[]))
     AS m (id, kind, subject_id, channel, recipient, audience, order_id, account_id, data, due_at, expires_at, event_id,
       correlation_id, occurred_at)
   WHERE occurred_at >= (SELECT at FROM installation)
   ON CONFLICT (kind, subject_id, channel, audience) DO NOTHING`,
);

const claim = statement<QueuedMessage, { leaseSeconds: number; limit: number }>(
  'messages.claim',
  `UPDATE messages SET due_at = now() + make_interval(secs => :leaseSeconds)
   WHERE id IN (SELECT id FROM messages WHERE due_at <= now() ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
   RETURNING id, kind, subject_id AS "subjectId", channel, recipient, audience, order_id AS "orderId",
     account_id AS "accountId", data, attempts, resends, expires_at AS "expiresAt", occurred_at AS "occurredAt",
     correlation_id AS "correlationId"`,
);

/** The last mail to a deleted account leaves nothing of its owner, whatever became of it. */
const isLast = `messages.kind = 'account_deleted'`;

/** A message that was forgotten, and so skipped, while it was being sent stays forgotten. */
const isErased = `(${isLast} OR messages.status = 'skipped')`;

const ended = (recipient: string): string =>
  `recipient = CASE WHEN ${isErased} THEN NULL ELSE ${recipient} END,
   data = CASE WHEN ${isErased} THEN '{}' ELSE data END`;

/** `due_at` null ends the work on a message. */
const settle = statement<
  None,
  {
    ids: string[];
    status: string;
    errors: (string | null)[];
    recipients: (string | null)[];
    accountIds: (string | null)[];
  }
>(
  'messages.settle',
  `UPDATE messages SET status = :status, due_at = NULL, last_error = s.error,
     account_id = coalesce(messages.account_id, s.account_id), ${ended('coalesce(s.recipient, messages.recipient)')}
   FROM unnest((SELECT :ids::uuid[]), (SELECT :errors::text[]), (SELECT :recipients::text[]), (SELECT :accountIds::uuid[]))
     AS s (id, error, recipient, account_id)
   WHERE messages.id = s.id AND messages.status = 'queued'`,
);

const markSent = statement<
  None,
  { ids: string[]; recipients: string[]; accountIds: (string | null)[]; responses: (string | null)[] }
>(
  'messages.mark_sent',
  `UPDATE messages SET status = 'sent', due_at = NULL, sent_at = now(), attempts = attempts + 1, last_error = NULL,
     account_id = CASE WHEN ${isErased} THEN NULL ELSE coalesce(messages.account_id, s.account_id) END, ${ended('s.recipient')},
     response = CASE WHEN ${isErased} THEN NULL ELSE s.response END
   FROM unnest((SELECT :ids::uuid[]), (SELECT :recipients::text[]), (SELECT :accountIds::uuid[]), (SELECT :responses::text[]))
     AS s (id, recipient, account_id, response)
   WHERE messages.id = s.id`,
);

const retry = statement<
  None,
  {
    id: string;
    recipient: string | null;
    accountId: string | null;
    error: string;
    delaySeconds: number | null;
  }
>(
  'messages.retry',
  `UPDATE messages SET attempts = attempts + 1,
     last_error = :error, account_id = coalesce(account_id, :accountId),
     recipient = CASE WHEN ${isLast} AND :delaySeconds::float8 IS NULL THEN NULL ELSE coalesce(:recipient, recipient) END,
     status = CASE WHEN :delaySeconds::float8 IS NULL THEN 'failed' ELSE status END,
     due_at = now() + make_interval(secs => :delaySeconds::float8)
   WHERE id = :id AND status = 'queued'`,
);

const release = statement<None, { ids: string[]; dueAt: Date | null; error: string | null }>(
  'messages.release',
  `UPDATE messages SET due_at = coalesce(:dueAt::timestamptz, now()), last_error = coalesce(:error, last_error)
   WHERE id = ANY(:ids::uuid[]) AND status = 'queued'`,
);

const endReminders = statement<None, { orderIds: string[] }>(
  'messages.end_reminders',
  `UPDATE messages SET status = 'skipped', due_at = NULL, last_error = 'the order needs no payment any more'
   WHERE order_id = ANY(:orderIds::uuid[]) AND kind = 'payment_reminder' AND status = 'queued'`,
);

const resend = statement<{ id: string }, { id: string }>(
  'messages.resend',
  `UPDATE messages SET status = 'queued', due_at = now(), attempts = 0, resends = resends + 1, last_error = NULL,
     expires_at = NULL WHERE id = :id AND status <> 'queued' RETURNING id`,
);

/** Facts from before the installation of the service, and old ones, need no message any more. */
const unknown = statement<{ id: string }, { kind: string; ids: string[]; times: string[] }>(
  'messages.unknown',
  `SELECT u.id FROM unnest((SELECT :ids::text[]), (SELECT :times::timestamptz[])) AS u (id, at)
   WHERE u.at >= greatest((SELECT at FROM installation), now() - interval '30 days')
     AND NOT EXISTS (SELECT FROM messages m WHERE m.kind = :kind AND m.subject_id = u.id AND m.channel = 'email')`,
);

const purge = statement<{ swept: number }, { days: number }>(
  'messages.purge',
  `WITH swept AS (DELETE FROM messages WHERE id IN (SELECT id FROM messages
     WHERE created_at < now() - make_interval(days => :days) AND due_at IS NULL LIMIT ${DELETE_BATCH_SIZE}) RETURNING 1)
   SELECT count(*)::int AS swept FROM swept`,
);

const backlog = statement<{ waiting: number; failed: number; oldestSeconds: number }>(
  'messages.backlog',
  `SELECT count(*) FILTER (WHERE status = 'queued' AND due_at <= now())::int AS waiting,
     count(*) FILTER (WHERE status = 'failed')::int AS failed,
     coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE status = 'queued' AND due_at <= now()
       AND attempts = 0 AND kind <> 'payment_reminder')), 0)::float8 AS "oldestSeconds"
   FROM messages WHERE status IN ('queued', 'failed')`,
);

/** How a message that is not sent ends. */
export interface Ended {
  readonly id: string;
  readonly error: string;
  readonly recipient?: string | null;
  /** The account of the order's customer, with which the message is forgotten. */
  readonly accountId?: string | null;
}

/** Characters of a stored reason or response. */
const MAX_TEXT = 500;

/** Who a message goes to, as far as it is known. */
export interface Recipient {
  readonly id: string;
  readonly recipient: string | null;
  readonly accountId: string | null;
}

/** Messages: the queue of the sender, and the delivery log. */
@Injectable()
export class MessageRepository {
  constructor(private readonly database: Database) {}

  /** Queues each draft unless its message exists. `dueAt` is for all of them; default: now. */
  async add(
    tx: Queryable,
    drafts: readonly (MessageDraft & { audience?: string; dueAt?: Date })[],
  ): Promise<void> {
    if (drafts.length === 0) return;
    await tx.run(insert, {
      ids: drafts.map(() => uuidv7()),
      kinds: drafts.map(({ kind }) => kind),
      subjectIds: drafts.map(({ subjectId }) => subjectId),
      channels: drafts.map(({ channel = 'email' }) => channel),
      recipients: drafts.map(({ email = null }) => email),
      audiences: drafts.map(({ audience = '' }) => audience),
      orderIds: drafts.map(({ orderId = null }) => orderId),
      accountIds: drafts.map(({ accountId = null }) => accountId),
      data: drafts.map(({ data = {} }) => JSON.stringify(data)),
      dueAt: drafts.map(({ dueAt = null }) => dueAt),
      expiresAt: drafts.map(({ expiresAt = null }) => expiresAt),
      eventIds: drafts.map(({ origin }) => origin.id),
      correlationIds: drafts.map(({ origin }) => origin.correlationId),
      times: drafts.map(({ origin }) => origin.occurredAt),
    });
  }

  /** Takes due messages for this long; other replicas skip them. */
  claim(leaseSeconds: number, limit: number): Promise<QueuedMessage[]> {
    return this.database.run(claim, { leaseSeconds, limit });
  }

  /** Ends messages that are not sent. */
  async end(status: 'skipped' | 'failed', ended: readonly Ended[]): Promise<void> {
    if (ended.length === 0) return;
    await this.database.run(settle, {
      ids: ended.map(({ id }) => id),
      status,
      errors: ended.map(({ error }) => storableText(error, MAX_TEXT)),
      recipients: ended.map(({ recipient = null }) => recipient),
      accountIds: ended.map(({ accountId = null }) => accountId),
    });
  }

  async markSent(db: Queryable, sent: readonly (Recipient & { response: string })[]): Promise<void> {
    await db.run(markSent, {
      ids: sent.map(({ id }) => id),
      recipients: sent.map(({ recipient }) => recipient ?? ''),
      accountIds: sent.map(({ accountId }) => accountId),
      responses: sent.map(({ response }) => storableText(response, MAX_TEXT)),
    });
  }

  /** Counts a failed attempt. Without a delay there is no further one: the message has failed. */
  async retry(
    { id, recipient, accountId }: Recipient,
    error: string,
    delayMs: number | undefined,
  ): Promise<void> {
    const delaySeconds = delayMs === undefined ? null : delayMs / 1_000;
    await this.database.run(retry, {
      id,
      recipient,
      accountId,
      error: storableText(error, MAX_TEXT),
      delaySeconds,
    });
  }

  /** Gives claimed messages back without counting an attempt; due at this time, or now. */
  async release(
    ids: readonly string[],
    dueAt: Date | null = null,
    error: string | null = null,
  ): Promise<void> {
    if (ids.length > 0) await this.database.run(release, { ids: [...ids], dueAt, error });
  }

  /** Orders that are paid or cancelled need no reminder. */
  async endReminders(tx: Tx, orderIds: readonly string[]): Promise<void> {
    await tx.run(endReminders, { orderIds: [...orderIds] });
  }

  /** False when the message does not exist or is still queued. */
  async resend(id: string): Promise<boolean> {
    return (await this.database.run(resend, { id })).length > 0;
  }

  /** Which of these facts have no message of this kind, although they are new enough for one. */
  async unknown(kind: string, facts: readonly { id: string; occurredAt: string }[]): Promise<string[]> {
    const ids = facts.map(({ id }) => id);
    const times = facts.map(({ occurredAt }) => occurredAt);
    const rows = await this.database.run(unknown, { kind, ids, times });
    return rows.map(({ id }) => id);
  }

  /** Deletes the log's old rows. */
  purge(days: number, isOver: () => boolean): Promise<void> {
    return deleteInBatches(this.database, purge, isOver, { days });
  }

  async backlog(): Promise<{ waiting: number; failed: number; oldestSeconds: number }> {
    return (await this.database.run(backlog))[0] ?? { waiting: 0, failed: 0, oldestSeconds: 0 };
  }
}
