import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';

/** Deliveries that wait for enabled endpoints. */
export interface Backlog {
  readonly waiting: number;
  /** Since the oldest of them was queued; 0 without one. */
  readonly oldestSeconds: number;
  /** For how long the most overdue attempt has been due; 0 without one. */
  readonly overdueSeconds: number;
  readonly disabledEndpoints: number;
}

const backlog = statement<Backlog>(
  'webhooks.backlog',
  `SELECT count(d.id)::int AS waiting,
     coalesce(extract(epoch FROM now() - min(d.created_at)), 0)::float8 AS "oldestSeconds",
     greatest(0, coalesce(extract(epoch FROM now() - min(d.due_at) FILTER (WHERE e.paused_until IS NULL OR e.paused_until <= now())), 0))::float8
       AS "overdueSeconds",
     (SELECT count(*)::int FROM webhook_endpoints WHERE NOT enabled AND disabled_reason <> 'admin' AND deleted_at IS NULL)
       AS "disabledEndpoints"
   FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id AND d.due_at IS NOT NULL
   WHERE e.enabled`,
);

/** Reads how much is left to be sent. */
@Injectable()
export class BacklogRepository {
  constructor(private readonly database: Database) {}

  async read(): Promise<Backlog | undefined> {
    return (await this.database.run(backlog))[0];
  }
}
