import { Injectable } from '@nestjs/common';
import { StripeEventRepository } from './stripe-event.repository.js';

/** Small enough that the deletion ends long before the statement time-out. */
const BATCH = 1_000;

/** Deletes events processed more than 30 days ago. */
@Injectable()
export class PurgeStripeEventsUseCase {
  constructor(private readonly events: StripeEventRepository) {}

  /** Deletes one batch. Returns true when there may be more. */
  async execute(): Promise<boolean> {
    return (await this.events.purge(BATCH)) === BATCH;
  }
}
