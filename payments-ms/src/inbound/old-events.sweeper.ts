import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectLogger, type Logger, NudgedLoop } from '@orderwire/platform';
import { SweepStripeEvents } from '../application/sweep-stripe-events.js';

const EVERY_MS = 3_600_000;

/** Lets go of events that were processed long ago, at the start and then once an hour, a batch at a time. */
@Injectable()
export class OldEventsSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: NudgedLoop;

  constructor(sweep: SweepStripeEvents, @InjectLogger() log: Logger) {
    this.loop = new NudgedLoop(async () => ((await sweep.execute()) ? 'more' : 'idle'), {
      pollMs: EVERY_MS,
      onError: (err) => log.warn({ err }, 'old Stripe events could not be swept'),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }
}
