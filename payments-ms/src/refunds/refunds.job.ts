import { Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { SubmitRefundUseCase } from './submit-refund.use-case.js';

/** Submits and retrieves refunds that are due. Replicas may run it at the same time. */
@Injectable()
export class RefundsJob {
  constructor(
    private readonly submit: SubmitRefundUseCase,
    private readonly intervalMs: number,
  ) {}

  @Every((job: RefundsJob) => job.intervalMs)
  async run(): Promise<JobResult> {
    return (await this.submit.executeDue()) ? 'more' : 'idle';
  }
}
