import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Backoff, InjectLogger, type Logger } from '@orderwire/platform';
import { ProcessStripeEvents } from '../application/process-stripe-events.js';

/**
 * Keeps the stored events moving: at once after a webhook, and every `pollMs` for those that waited or that another
 * replica left behind. On shutdown the batch at hand is finished; what is not taken waits for the next start.
 */
@Injectable()
export class StripeEventsWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private nudged = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly process: ProcessStripeEvents,
    @InjectLogger() private readonly log: Logger,
    private readonly pollMs: number,
  ) {}

  onApplicationBootstrap(): void {
    this.process.onNudge(() => {
      this.nudged = true;
      this.wake();
    });
    this.running = this.loop();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    const backoff = new Backoff(100, 5_000);
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.nudged = false;
      try {
        const more = await this.process.execute();
        backoff.reset();
        if (!more) await this.pause();
      } catch (error) {
        if (!signal.aborted) this.log.warn({ err: error }, 'stored Stripe events wait');
        await backoff.wait(signal);
      }
    }
  }

  private async pause(): Promise<void> {
    if (this.nudged || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}
