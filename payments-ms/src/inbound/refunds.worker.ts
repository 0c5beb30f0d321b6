import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectLogger, type Logger, NudgedLoop } from '@orderwire/platform';
import { ProcessRefunds } from '../application/process-refunds.js';

/** Keeps refunds moving that wait for Stripe, every `pollMs`. On shutdown the batch at hand is finished. */
@Injectable()
export class RefundsWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: NudgedLoop;

  constructor(process: ProcessRefunds, @InjectLogger() log: Logger, pollMs: number) {
    this.loop = new NudgedLoop(async () => ((await process.execute()) ? 'more' : 'idle'), {
      pollMs,
      onError: (error) => log.warn({ err: error }, 'refunds wait'),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }
}
