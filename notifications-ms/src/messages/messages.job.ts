import { Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { MessageRepository } from './message.repository.js';
import { SendMessagesUseCase } from './send-messages.use-case.js';

/** Sends due messages, and deletes old rows of the delivery log. Replicas may run it at the same time. */
@Injectable()
export class MessagesJob {
  constructor(
    private readonly sendMessages: SendMessagesUseCase,
    private readonly messages: MessageRepository,
    readonly intervalMs: number,
    private readonly days: number,
  ) {}

  @Every((job: MessagesJob) => job.intervalMs)
  async send(): Promise<JobResult> {
    return (await this.sendMessages.execute()) ? 'more' : 'idle';
  }

  @Every(3_600_000)
  purge(signal: AbortSignal): Promise<void> {
    return this.messages.purge(this.days, () => signal.aborted);
  }
}
