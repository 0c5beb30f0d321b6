import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database, InjectLogger, type Logger } from '@orderwire/platform';
import { SigningKeys } from '../outbound/signing-keys.js';
import { sweep } from '../outbound/sweep.js';

const KEYS_MS = 60_000;
const SWEEP_MS = 3_600_000;

/** Every minute: is a new signing key due, or made by another replica? Every hour: what nobody needs any more goes. */
@Injectable()
export class KeepHouse implements OnModuleDestroy {
  private readonly timers: NodeJS.Timeout[];

  constructor(
    private readonly keys: SigningKeys,
    private readonly database: Database,
    @InjectLogger() private readonly log: Logger,
  ) {
    this.timers = [
      this.every(KEYS_MS, () => this.keys.keep()),
      this.every(SWEEP_MS, () => sweep(this.database, new Date())),
    ];
  }

  onModuleDestroy(): void {
    this.timers.forEach((timer) => clearInterval(timer));
  }

  private every(ms: number, work: () => Promise<void>): NodeJS.Timeout {
    const run = () => void work().catch((err: unknown) => this.log.error({ err }, 'housekeeping failed'));
    return setInterval(run, ms).unref();
  }
}
