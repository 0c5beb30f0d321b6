import { Injectable } from '@nestjs/common';
import { Every } from '@orderwire/platform';
import { PurgeExpiredRowsUseCase } from './purge-expired-rows.use-case.js';

/**
 * Purges expired rows a minute after the start, and then once an hour. Replicas may run it at the same time: they skip each other's
 * rows.
 */
@Injectable()
export class PurgeExpiredRowsJob {
  constructor(private readonly purgeExpiredRows: PurgeExpiredRowsUseCase) {}

  @Every(3_600_000, { startAfterMs: 60_000 })
  run(signal: AbortSignal): Promise<void> {
    return this.purgeExpiredRows.execute(new Date(), signal);
  }
}
