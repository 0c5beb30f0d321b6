import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import type { Logger } from '../log/logger.js';

const EVERY_MS = 3_600_000;

/** Published rows are kept for 14 days: twice as long as the stream keeps them, so `replay` can rebuild it. */
const sweepOutbox = statement(
  'outbox.sweep',
  "DELETE FROM messaging.outbox WHERE published_at < now() - interval '14 days'",
);
/** Marks outlive every copy of their event. */
const sweepInbox = statement(
  'inbox.sweep',
  "DELETE FROM messaging.inbox WHERE processed_at < now() - interval '30 days'",
);

/** Lets go of old messaging rows once an hour. */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      await this.database.run(sweepOutbox);
      await this.database.run(sweepInbox);
    } catch (error) {
      this.log.warn({ err: error }, 'old messages could not be swept; next try in an hour');
    }
  }
}
