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
  private working: Promise<void> | undefined;

  constructor(
    private readonly clearAway: ClearAway,
    private readonly chaseRefunds: ChaseRefunds,
    @InjectLogger() private readonly log: Logger,
    private readonly everyMs: number,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), this.everyMs);
    this.timer.unref();
  }

  /** The round at work is finished before the database goes. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  private tick(): Promise<void> {
    this.working ??= runInContext({ correlationId: uuidv7(), actor: system }, async () => {
      await this.try('clearing away', () => this.clearAway.execute());
      await this.try('chasing refunds', () => this.chaseRefunds.execute());
    }).finally(() => (this.working = undefined));
    return this.working;
  }

  /** One task's failure stops no other. */
  private async try(what: string, task: () => Promise<void>): Promise<void> {
    await task().catch((err: unknown) =>
      this.log.error({ err }, `${what} failed; it is tried again at the next round`),
    );
  }
}
