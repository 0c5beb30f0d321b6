import { Injectable } from '@nestjs/common';
import { Every, Jobs } from '@orderwire/platform';
import { ScheduledReconciliationUseCase } from './scheduled-reconciliation.use-case.js';
import { StartReconciliationUseCase } from './staff/start-reconciliation.use-case.js';

/**
 * Checks whether a reconciliation is due, and at once after a request for one. A lease lets one
 * replica run it at a time. A shutdown ends it after the current page.
 */
@Injectable()
export class ReconciliationJob {
  constructor(
    private readonly reconciliation: ScheduledReconciliationUseCase,
    start: StartReconciliationUseCase,
    jobs: Jobs,
    private readonly intervalMs: number,
  ) {
    start.onRequest(() => jobs.wake(this));
  }

  @Every((job: ReconciliationJob) => job.intervalMs)
  async run(signal: AbortSignal): Promise<void> {
    await this.reconciliation.execute(signal);
  }
}
