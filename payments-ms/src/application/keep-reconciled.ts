import { Injectable } from '@nestjs/common';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { type Report, unhealedOf } from '../domain/reconciliation.js';
import { longSpan, recentSpan } from '../domain/reconciliation-span.js';
import { type Held, ReconciliationLease, type ReconciliationName } from '../outbound/reconciliation-lease.js';
import { Reconcile } from './reconcile.js';

/** How often, and how far back. */
export interface Rhythm {
  /** Seconds between two recent reconciliations; 0: none. */
  readonly everySeconds: number;
  /** Days that the daily one looks back; 0: none. */
  readonly days: number;
}

const DAILY_SECONDS = 86_400;
/** Signs of life are given this often. */
const RENEW_MS = 10_000;

/** Reconciles when it is time: what is new every few minutes, many days once a day, one replica at a time. */
@Injectable()
export class KeepReconciled {
  private onRun: (name: ReconciliationName, report: Report) => void = () => undefined;

  constructor(
    private readonly rhythm: Rhythm,
    private readonly lease: ReconciliationLease,
    private readonly reconcile: Reconcile,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Calls back after each reconciliation of this replica. */
  onReconciled(listener: (name: ReconciliationName, report: Report) => void): void {
    this.onRun = listener;
  }

  /** Makes what is due. A run that fails is made again, from the same place on. */
  async execute(signal: AbortSignal): Promise<void> {
    const { everySeconds, days } = this.rhythm;
    try {
      if (everySeconds > 0) await this.make('recent', everySeconds, signal);
    } finally {
      // Also when the other one fails: what keeps it from ending may be in its span alone.
      if (days > 0) await this.make('long', DAILY_SECONDS, signal);
    }
  }

  private async make(name: ReconciliationName, everySeconds: number, signal: AbortSignal): Promise<void> {
    const held = await this.lease.take(name, everySeconds);
    if (!held) return;
    try {
      const report = await this.run(held, signal);
      await held.finish(report);
      this.onRun(name, report);
    } catch (error) {
      await held.giveUp().catch(() => undefined);
      throw error;
    }
  }

  private async run(held: Held, signal: AbortSignal): Promise<Report> {
    const { name, watermark, now } = held;
    const span = name === 'recent' ? recentSpan(watermark, now) : longSpan(this.rhythm.days, now);
    let renewed = Date.now();
    const report = await this.reconcile.execute(span, {
      heal: true,
      signal,
      onFound: ({ healed, kind, text }) =>
        healed
          ? this.log.warn({ kind, text }, 'reconciliation healed a difference with Stripe')
          : this.log.error(
              { kind, text },
              'reconciliation found a difference with Stripe that a person has to look at',
            ),
      onProgress: async () => {
        if (Date.now() - renewed < RENEW_MS) return;
        await held.renew();
        renewed = Date.now();
      },
    });
    const { compared, healed, unhealed } = report;
    const level = unhealedOf(report) > 0 ? 'error' : 'debug';
    this.log[level]({ name, span, compared, healed, unhealed }, 'reconciled with Stripe');
    return report;
  }
}
