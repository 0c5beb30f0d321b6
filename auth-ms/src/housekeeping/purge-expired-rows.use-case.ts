import { Injectable } from '@nestjs/common';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { ExpiredRowRepository } from './expired-row.repository.js';

const DAY = 24 * 3_600_000;

/** Deletes rows whose retention time is over. */
@Injectable()
export class PurgeExpiredRowsUseCase {
  constructor(
    private readonly rows: ExpiredRowRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** A table that cannot be purged does not stop the others; the next run tries it again. */
  async execute(now: Date, signal?: AbortSignal): Promise<void> {
    for (const { table, days } of this.rows.retention) {
      try {
        await this.rows.purge(table, new Date(now.getTime() - days * DAY), signal);
      } catch (err) {
        this.log.warn({ err, table }, 'expired rows could not be deleted; the next run tries again');
      }
    }
  }
}
