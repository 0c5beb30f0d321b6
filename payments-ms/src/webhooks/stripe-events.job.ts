import { Injectable } from '@nestjs/common';
import { Every, type JobResult, Jobs } from '@orderwire/platform';
import { ProcessStripeEventsUseCase } from './process-stripe-events.use-case.js';
import { PurgeStripeEventsUseCase } from './purge-stripe-events.use-case.js';

/**
 * Processes stored events: at once after a webhook, and at an interval for retries and for events
 * of crashed replicas. Replicas may run it at the same time.
 */
@Injectable()
export class StripeEventsJob {
  constructor(
    private readonly process: ProcessStripeEventsUseCase,
    jobs: Jobs,
    private readonly intervalMs: number,
  ) {
    process.onWake(() => jobs.wake(this));
  }

  @Every((job: StripeEventsJob) => job.intervalMs)
  async run(): Promise<JobResult> {
    return (await this.process.execute()) ? 'more' : 'idle';
  }
}

/** Deletes old events, hourly and at start. Replicas may run it at the same time. */
@Injectable()
export class PurgeStripeEventsJob {
  constructor(private readonly purge: PurgeStripeEventsUseCase) {}

  @Every(3_600_000)
  async run(): Promise<JobResult> {
    return (await this.purge.execute()) ? 'more' : 'idle';
  }
}
