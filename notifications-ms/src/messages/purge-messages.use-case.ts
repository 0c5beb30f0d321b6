import { Inject, Injectable } from '@nestjs/common';
import { MessageRepository } from './message.repository.js';

/** Days after which rows of the delivery log are deleted. */
export const MESSAGE_DAYS = Symbol('MESSAGE_DAYS');

/** Deletes old rows of the delivery log. */
@Injectable()
export class PurgeMessagesUseCase {
  constructor(
    private readonly messages: MessageRepository,
    @Inject(MESSAGE_DAYS) private readonly days: number,
  ) {}

  execute(signal: AbortSignal): Promise<void> {
    return this.messages.purge(this.days, () => signal.aborted);
  }
}
