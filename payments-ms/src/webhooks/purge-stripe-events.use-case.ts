import { Injectable } from '@nestjs/common';
import { StripeEventRepository } from './stripe-event.repository.js';

/** Small enough that the statement ends long before its time-out. */
const BATCH = 1_000;

/** Deletes one batch of events that were processed more than 30 days ago. */
@Injectable()
export class PurgeStripeEventsUseCase {
  constructor(private readonly events: StripeEventRepository) {}

  /** Returns true when there may be more. */
  async execute(): Promise<boolean> {
    return (await this.events.purge(BATCH)) === BATCH;
  }
}
