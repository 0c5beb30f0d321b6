import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectLogger, type Logger, NudgedLoop } from '@orderwire/platform';
import { ProcessStripeEvents } from '../application/process-stripe-events.js';

/**
 * Keeps the stored events moving: at once after a webhook, and every `pollMs` for those that waited or that another
 * replica left behind. On shutdown the batch at hand is finished; what is not taken waits for the next start.
 */
@Injectable()
export class StripeEventsWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: NudgedLoop;

  constructor(
    private readonly process: ProcessStripeEvents,
    @InjectLogger() log: Logger,
    pollMs: number,
  ) {
    this.loop = new NudgedLoop(async () => ((await this.process.execute()) ? 'more' : 'idle'), {
      pollMs,
      onError: (error) => log.warn({ err: error }, 'stored Stripe events wait'),
    });
  }

  onApplicationBootstrap(): void {
    this.process.onNudge(() => this.loop.nudge());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }
}
