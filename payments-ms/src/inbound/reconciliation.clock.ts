import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectLogger, type Logger, NudgedLoop } from '@orderwire/platform';
import { KeepReconciled } from '../application/keep-reconciled.js';

/** Looks every so often whether a reconciliation is due. On shutdown the page at hand is finished; the next start goes on. */
@Injectable()
export class ReconciliationClock implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private readonly loop: NudgedLoop;

  constructor(keep: KeepReconciled, @InjectLogger() log: Logger, pollMs: number) {
    const round = async () => {
      await keep.execute(this.stopping.signal);
      return 'idle' as const;
    };
    const onError = (err: unknown) => {
      if (!this.stopping.signal.aborted) log.warn({ err }, 'the reconciliation with Stripe waits');
    };
    this.loop = new NudgedLoop(round, { pollMs, onError });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.loop.stop();
  }
}
