import { Injectable } from '@nestjs/common';
import { StripeEventRepository } from '../outbound/stripe-event.repository.js';

/** Events one statement deletes: few enough that it ends long before its time-out. */
const BATCH = 1_000;

/** Lets go of events that were processed long ago, one batch. */
@Injectable()
export class SweepStripeEvents {
  constructor(private readonly events: StripeEventRepository) {}

  /** True when there may be more. */
  async execute(): Promise<boolean> {
    return (await this.events.sweep(BATCH)) === BATCH;
  }
}
