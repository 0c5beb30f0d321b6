import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database, InjectLogger, type Logger, deleteInBatches } from '@orderwire/platform';
import { SigningKeys } from '../outbound/signing-keys.js';
import { sweeps } from '../outbound/sweep.js';
import { Lifetimes } from './lifetimes.js';

const KEYS_MS = 60_000;
const SWEEP_MS = 3_600_000;
const DAY = 24 * SWEEP_MS;

/** Every minute: is a new signing key due, or made by another replica? Every hour: what nobody needs any more goes. */
@Injectable()
export class KeepHouse implements OnModuleDestroy {
  private readonly timers: NodeJS.Timeout[];
  private stopped = false;

  constructor(
    private readonly keys: SigningKeys,
    private readonly database: Database,
    private readonly lifetimes: Lifetimes,
    @InjectLogger() private readonly log: Logger,
  ) {
    this.timers = [
      this.every(KEYS_MS, () => this.keys.keep()),
      this.every(SWEEP_MS, () => this.sweep(new Date())),
    ];
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.timers.forEach((timer) => clearInterval(timer));
  }

  /** Each table on its own: one that cannot be swept keeps no other from it, and is tried again in an hour. */
  async sweep(now: Date): Promise<void> {
    for (const { days, batch } of sweeps(this.lifetimes.auditDays)) {
      try {
        await deleteInBatches(
          this.database,
          batch,
          [new Date(now.getTime() - days * DAY)],
          () => this.stopped,
        );
      } catch (err) {
        this.log.warn({ err, statement: batch.name }, 'old rows could not be swept; next try in an hour');
      }
    }
  }

  private every(ms: number, work: () => Promise<void>): NodeJS.Timeout {
    const run = () => void work().catch((err: unknown) => this.log.error({ err }, 'housekeeping failed'));
    return setInterval(run, ms).unref();
  }
}
