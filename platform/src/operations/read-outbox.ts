import { MAX_COUNTED, type OutboxView, type Owner } from '@orderwire/contracts';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

type Row = Omit<OutboxView, 'service'>;

const counted = (from: string): string =>
  `(SELECT count(*)::int FROM (SELECT FROM ${from} LIMIT ${MAX_COUNTED}) counted)`;

/** Each count reads an index, and stops at its maximum. */
const selectOutbox = statement<Row>(
  'outbox.state',
  `SELECT ${counted('messaging.outbox WHERE published_at IS NULL')} AS unpublished,
     (SELECT greatest(0, extract(epoch FROM now() - created_at))::int FROM messaging.outbox
      WHERE published_at IS NULL ORDER BY position LIMIT 1) AS "oldestAgeSeconds",
     ${counted(`messaging.outbox WHERE published_at >= now() - interval '1 minute'`)} AS "publishedLastMinute",
     ${counted(`messaging.outbox WHERE published_at >= now() - interval '1 hour'`)} AS "publishedLastHour",
     ${counted(`messaging.inbox WHERE processed_at >= now() - interval '1 minute'`)} AS "consumedLastMinute",
     ${counted(`messaging.inbox WHERE processed_at >= now() - interval '1 hour'`)} AS "consumedLastHour"`,
);

/** Shows what the outbox and the inbox of this service do. */
export class ReadOutbox {
  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
  ) {}

  async execute(): Promise<OutboxView> {
    const [row] = await this.database.run(selectOutbox);
    if (!row) throw new Error('the outbox was not read');
    return { service: this.owner, ...row };
  }
}
