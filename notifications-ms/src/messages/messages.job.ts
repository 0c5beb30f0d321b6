import { Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { PurgeMessagesUseCase } from './purge-messages.use-case.js';
import { SendMessagesUseCase } from './send-messages.use-case.js';

/** Sends due messages, and deletes old rows of the delivery log. Replicas may run it at the same time. */
@Injectable()
export class MessagesJob {
  constructor(
    private readonly sendMessages: SendMessagesUseCase,
    private readonly purgeMessages: PurgeMessagesUseCase,
    readonly intervalMs: number,
  ) {}

  @Every((job: MessagesJob) => job.intervalMs, { runAtStart: false })
  async send(signal: AbortSignal): Promise<JobResult> {
    return (await this.sendMessages.execute(signal)) ? 'more' : 'idle';
  }

  @Every(3_600_000)
  purge(signal: AbortSignal): Promise<void> {
    return this.purgeMessages.execute(signal);
  }
}
