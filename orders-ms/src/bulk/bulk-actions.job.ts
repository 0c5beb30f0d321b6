import { Inject, Injectable } from '@nestjs/common';
import { Every, type JobResult, Jobs } from '@orderwire/platform';
import { SWEEP_INTERVAL_MS } from '../orders.job.js';
import { RunBulkActionsUseCase } from './run-bulk-actions.use-case.js';

/**
 * Executes bulk actions: at once after their start, and at an interval for those of crashed replicas.
 * Replicas share them by leases.
 */
@Injectable()
export class BulkActionsJob {
  constructor(
    private readonly bulkActions: RunBulkActionsUseCase,
    jobs: Jobs,
    @Inject(SWEEP_INTERVAL_MS) readonly intervalMs: number,
  ) {
    bulkActions.onWake(() => jobs.wake(this));
  }

  @Every((job: BulkActionsJob) => job.intervalMs, { runAtStart: false })
  async run(signal: AbortSignal): Promise<JobResult> {
    return (await this.bulkActions.execute(signal)) ? 'more' : 'idle';
  }

  @Every(86_400_000, { startAfterMs: 600_000 })
  async purge(signal: AbortSignal): Promise<void> {
    await this.bulkActions.purge(signal);
  }
}
