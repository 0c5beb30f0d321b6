import { Injectable } from '@nestjs/common';
import {
  type Columns,
  Database,
  type KeysetCursor,
  type NoParams,
  type Queryable,
  selectList,
  statement,
  type Tx,
} from '@orderwire/platform';
import type { WebhookDisabledReason } from '@orderwire/contracts';
import { type Prisma, PrismaClient } from '../generated/client.js';
import { type Endpoint, MAX_ENDPOINTS, PREVIOUS_SECRET_HOURS } from './endpoint.js';

const columns: Columns<Endpoint> = {
  id: 'id',
  url: 'url',
  description: 'description',
  events: 'events',
  enabled: 'enabled',
  disabledReason: 'disabled_reason',
  disabledAt: 'disabled_at',
  failingSince: 'failing_since',
  previousSecretUntil: 'previous_secret_until',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};
const fields = Object.fromEntries(Object.keys(columns).map((field) => [field, true])) as Record<
  keyof Endpoint,
  true
> satisfies Prisma.WebhookEndpointSelect;

/** Two creations at the same time must not exceed the limit together. */
const lockCreation = statement<{ locked: string }>(
  'webhooks.lock_creation',
  `SELECT pg_advisory_xact_lock(hashtext('webhook_endpoints'))::text AS locked`,
);

interface NewEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly secret: Buffer;
}

const insert = statement<Endpoint, NewEndpoint>(
  'webhooks.insert_endpoint',
  `INSERT INTO webhook_endpoints (id, url, description, events, enabled, disabled_reason, disabled_at, secret)
   SELECT :id::uuid, :url, :description, :events::text[], :enabled::boolean,
     CASE WHEN :enabled::boolean THEN NULL ELSE 'admin' END, CASE WHEN :enabled::boolean THEN NULL ELSE now() END, :secret::bytea
   WHERE (SELECT count(*) FROM webhook_endpoints WHERE deleted_at IS NULL) < ${MAX_ENDPOINTS}
   RETURNING ${selectList(columns)}`,
);

const byId = statement<Endpoint, { id: string }>(
  'webhooks.endpoint',
  `SELECT ${selectList(columns)} FROM webhook_endpoints WHERE id = :id AND deleted_at IS NULL`,
);

interface ChangeParams {
  readonly id: string;
  readonly url: string | null;
  readonly description: string | null;
  readonly events: readonly string[] | null;
  readonly enabled: boolean | null;
}

/** Enabling starts anew: no failures, no pause. Only the admin disables here. */
const change = statement<Endpoint, ChangeParams>(
  'webhooks.update_endpoint',
  `UPDATE webhook_endpoints SET url = coalesce(:url, url), description = coalesce(:description, description),
     events = coalesce(:events::text[], events), enabled = coalesce(:enabled::boolean, enabled), updated_at = now(),
     disabled_reason = CASE WHEN :enabled::boolean THEN NULL WHEN enabled AND NOT :enabled::boolean THEN 'admin' ELSE disabled_reason END,
     disabled_at = CASE WHEN :enabled::boolean THEN NULL WHEN enabled AND NOT :enabled::boolean THEN now() ELSE disabled_at END,
     failures = CASE WHEN :enabled::boolean AND NOT enabled OR :url <> url THEN 0 ELSE failures END,
     failing_since = CASE WHEN :enabled::boolean AND NOT enabled OR :url <> url THEN NULL ELSE failing_since END,
     paused_until = CASE WHEN :enabled::boolean AND NOT enabled OR :url <> url THEN NULL ELSE paused_until END
   WHERE id = :id AND deleted_at IS NULL RETURNING ${selectList(columns)}`,
);

/** A disabled endpoint may have long pauses before the attempts that wait for it. */
const sendWaiting = statement<Record<string, never>, { id: string }>(
  'webhooks.send_waiting',
  `UPDATE webhook_deliveries SET due_at = now() WHERE endpoint_id = :id AND status = 'waiting' AND due_at > now()
     AND (SELECT NOT enabled FROM webhook_endpoints WHERE id = :id AND deleted_at IS NULL)`,
);

const remove = statement<{ id: string }, { id: string }>(
  'webhooks.delete_endpoint',
  `UPDATE webhook_endpoints SET enabled = false, deleted_at = now(), updated_at = now(), secret = '', previous_secret = NULL,
     previous_secret_until = NULL
   WHERE id = :id AND deleted_at IS NULL RETURNING id`,
);

const rotate = statement<{ until: Date }, { id: string; secret: Buffer }>(
  'webhooks.rotate_secret',
  `UPDATE webhook_endpoints SET previous_secret = secret, secret = :secret, updated_at = now(),
     previous_secret_until = now() + interval '${PREVIOUS_SECRET_HOURS} hours'
   WHERE id = :id AND deleted_at IS NULL RETURNING previous_secret_until AS until`,
);

/** The encrypted secrets of an endpoint, of which a previous one still signs. */
export interface StoredSecrets {
  readonly id: string;
  readonly secret: Buffer;
  readonly previousSecret: Buffer | null;
}

const secrets = statement<StoredSecrets, NoParams>(
  'webhooks.secrets',
  `SELECT id, secret, CASE WHEN previous_secret_until > now() THEN previous_secret END AS "previousSecret"
   FROM webhook_endpoints WHERE deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE`,
);

const replaceSecrets = statement<Record<string, never>, StoredSecrets>(
  'webhooks.replace_secrets',
  `UPDATE webhook_endpoints SET secret = :secret, previous_secret = :previousSecret::bytea WHERE id = :id`,
);

/** Endpoints and their encrypted secrets. Lists are built by Prisma. */
@Injectable()
export class EndpointRepository {
  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaClient,
  ) {}

  /** Undefined when the shop has as many as it may have. */
  create(endpoint: NewEndpoint): Promise<Endpoint | undefined> {
    return this.database.transaction(async (tx) => {
      await tx.run(lockCreation);
      return (await tx.run(insert, endpoint))[0];
    });
  }

  /** Undefined when it does not exist or was deleted. */
  async find(id: string, db: Queryable = this.database): Promise<Endpoint | undefined> {
    return (await db.run(byId, { id }))[0];
  }

  async list(after: KeysetCursor | undefined, limit: number): Promise<Endpoint[]> {
    const rows = await this.prisma.webhookEndpoint.findMany({
      select: fields,
      where: {
        deletedAt: null,
        ...(after && {
          createdAt: { lte: after.at },
          OR: [{ createdAt: { lt: after.at } }, { id: { lt: after.id } }],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return rows.map((row) => ({
      ...row,
      disabledReason: row.disabledReason as WebhookDisabledReason | null,
    }));
  }

  /** `null` keeps a value. What waits is due when it is enabled. Undefined when the endpoint does not exist. */
  update(changes: ChangeParams): Promise<Endpoint | undefined> {
    return this.database.transaction(async (tx) => {
      if (changes.enabled) await tx.run(sendWaiting, { id: changes.id });
      return (await tx.run(change, changes))[0];
    });
  }

  async delete(id: string): Promise<boolean> {
    return (await this.database.run(remove, { id })).length > 0;
  }

  /** Until when the previous secret signs; undefined when the endpoint does not exist. */
  async rotate(id: string, secret: Buffer): Promise<Date | undefined> {
    return (await this.database.run(rotate, { id, secret }))[0]?.until;
  }

  /** Locked for the transaction. */
  secrets(tx: Tx): Promise<StoredSecrets[]> {
    return tx.run(secrets);
  }

  async replaceSecrets(tx: Tx, stored: StoredSecrets): Promise<void> {
    await tx.run(replaceSecrets, stored);
  }
}
