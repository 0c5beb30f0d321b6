import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { system } from '@orderwire/contracts';
import { InjectLogger, type Logger, runInContext } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { ChaseRefunds } from '../application/chase-refunds.js';
import { ClearAway } from '../application/clear-away.js';

/** What the service does by itself, time and again. Several replicas may do it at once: every step is conditional. */
@Injectable()
export class Clock implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private readonly working = new Map<string, Promise<void>>();

  constructor(
    private readonly clearAway: ClearAway,
    private readonly chaseRefunds: ChaseRefunds,
    @InjectLogger() private readonly log: Logger,
    private readonly everyMs: number,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.tick(), this.everyMs);
    this.timer.unref();
  }

  /** The rounds at work are finished before the database goes. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.working.values());
  }

  private tick(): void {
    this.round('clearing away', () => this.clearAway.execute());
    this.round('chasing refunds', () => this.chaseRefunds.execute());
  }

  /** Tasks neither wait for each other nor stop each other; one that is still at work begins no second round. */
  private round(what: string, task: () => Promise<void>): void {
    if (this.working.has(what)) return;
    const work = runInContext({ correlationId: uuidv7(), actor: system }, task)
      .catch((err: unknown) => this.log.error({ err }, `${what} failed; it is tried again at the next round`))
      .finally(() => this.working.delete(what));
    this.working.set(what, work);
  }
}
