import { Injectable } from '@nestjs/common';
import { Database, type Statement, statement } from '@orderwire/platform';

/** Small enough that a deletion, with ten attempts each, ends long before the statement time-out. */
const BATCH = 500;

interface PurgeParams {
  readonly before: Date;
}
type PurgeStatement = Statement<{ purged: number }, PurgeParams>;

/** One that has attempts left is kept, unless its endpoint is disabled or deleted. */
const deliveries: PurgeStatement = statement<{ purged: number }, PurgeParams>(
  'webhooks.purge_deliveries',
  `WITH purged AS (DELETE FROM webhook_deliveries WHERE id IN (
     SELECT d.id FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
     WHERE d.created_at < :before AND (d.due_at IS NULL OR NOT e.enabled)
     LIMIT ${BATCH} FOR UPDATE OF d SKIP LOCKED) RETURNING 1)
   SELECT count(*)::int AS purged FROM purged`,
);

const events: PurgeStatement = statement<{ purged: number }, PurgeParams>(
  'webhooks.purge_events',
  `WITH purged AS (DELETE FROM webhook_events WHERE id IN (
     SELECT id FROM webhook_events v WHERE created_at < :before
       AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.event_id = v.id)
     LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING 1)
   SELECT count(*)::int AS purged FROM purged`,
);

const endpoints: PurgeStatement = statement<{ purged: number }, PurgeParams>(
  'webhooks.purge_endpoints',
  `WITH purged AS (DELETE FROM webhook_endpoints e WHERE deleted_at < :before
       AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id) RETURNING 1)
   SELECT count(*)::int AS purged FROM purged`,
);

const previousSecrets = statement<Record<string, never>>(
  'webhooks.forget_previous_secrets',
  `UPDATE webhook_endpoints SET previous_secret = NULL, previous_secret_until = NULL WHERE previous_secret_until <= now()`,
);

/** Deletes what is older than the delivery log, and secrets that no longer sign. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /** One batch of deliveries, of events without deliveries, and deleted endpoints. True: more is left. */
  async purge(before: Date): Promise<boolean> {
    await this.database.run(previousSecrets);
    let more = false;
    for (const statement of [deliveries, events, endpoints]) {
      const [row] = await this.database.run(statement, { before });
      more ||= row?.purged === BATCH;
    }
    return more;
  }
}
