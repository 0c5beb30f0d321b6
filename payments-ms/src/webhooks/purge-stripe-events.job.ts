import { Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { PurgeStripeEventsUseCase } from './purge-stripe-events.use-case.js';

/** Deletes old events, hourly and at start. Replicas may run it at the same time. */
@Injectable()
export class PurgeStripeEventsJob {
  constructor(private readonly purge: PurgeStripeEventsUseCase) {}

  @Every(3_600_000)
  async run(): Promise<JobResult> {
    return (await this.purge.execute()) ? 'more' : 'idle';
  }
}
