import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { system } from '@orderwire/contracts';
import { type Logger, NudgedLoop, runInContext } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { ReleaseAbandoned } from '../application/release-abandoned.js';

/** Looks at holds that are over their time, every `periodMs`. On shutdown the round at hand is finished. */
@Injectable()
export class HoldClock implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: NudgedLoop;

  constructor(release: ReleaseAbandoned, log: Logger, periodMs: number) {
    const round = async () => ((await release.execute()) ? 'more' : 'idle');
    this.loop = new NudgedLoop(() => runInContext({ correlationId: uuidv7(), actor: system }, round), {
      pollMs: periodMs,
      onError: (err) => log.warn({ err }, 'holds that are over their time wait'),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }
}
