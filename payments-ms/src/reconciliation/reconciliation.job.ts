import { Injectable } from '@nestjs/common';
import { Every } from '@orderwire/platform';
import { ScheduledReconciliationUseCase } from './scheduled-reconciliation.use-case.js';

/**
 * Checks whether a reconciliation is due. A lease lets one replica run it at a time. A shutdown
 * ends it after the current page.
 */
@Injectable()
export class ReconciliationJob {
  constructor(
    private readonly reconciliation: ScheduledReconciliationUseCase,
    private readonly intervalMs: number,
  ) {}

  @Every((job: ReconciliationJob) => job.intervalMs)
  async run(signal: AbortSignal): Promise<void> {
    await this.reconciliation.execute(signal);
  }
}
