import { Injectable } from '@nestjs/common';
import { type Gauge, Metrics } from '@orderwire/platform';
import { KeepReconciled } from '../application/keep-reconciled.js';
import { TellBacklog } from '../application/tell-backlog.js';
import { type Report, unhealedOf } from '../domain/reconciliation.js';

const PREFIX = 'orderwire_payments';

/**
 * What an operator has to see of the money. Gauges are looked up in the database at each scrape, so all replicas say the
 * same; counters are of this process.
 */
@Injectable()
export class PaymentsMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly backlog: TellBacklog,
    keep: KeepReconciled,
  ) {
    this.countRuns(keep);
    this.ofEvents('waiting', 'Stripe events that are stored and not worked off.', 'count');
    this.ofEvents('oldest_waiting_seconds', 'Age of the oldest Stripe event not worked off.', 'age');
    this.ofLast(
      'reconcile_last_timestamp_seconds',
      'End of the last reconciliation.',
      [],
      (gauge, run, _, at) => gauge.set({ run }, at.getTime() / 1_000),
    );
    this.ofLast(
      'reconcile_unhealed',
      'Differences with Stripe that the last reconciliation could not heal; kind "any": all of them.',
      ['kind'],
      (gauge, run, report) => {
        gauge.set({ run, kind: 'any' }, unhealedOf(report));
        for (const [kind, count] of Object.entries(report.unhealed)) gauge.set({ run, kind }, count);
      },
    );
    this.ofLast(
      'ledger_difference_minor_units',
      'Stripe’s balance transactions less the account book, in the span of the last reconciliation.',
      ['currency'],
      (gauge, run, { difference }) => {
        for (const [currency, amount] of Object.entries(difference)) gauge.set({ run, currency }, amount);
      },
    );
  }

  private countRuns(keep: KeepReconciled): void {
    const runs = this.metrics.counter({
      name: `${PREFIX}_reconcile_runs_total`,
      help: 'Reconciliations with Stripe that came to their end.',
      labels: ['run'],
    });
    const healed = this.metrics.counter({
      name: `${PREFIX}_reconcile_healed_total`,
      help: 'Differences with Stripe that were healed, by kind.',
      labels: ['kind'],
    });
    keep.onReconciled((run, report) => {
      runs.inc({ run });
      for (const [kind, count] of Object.entries(report.healed)) healed.inc({ kind }, count);
    });
  }

  private ofEvents(name: string, help: string, what: 'count' | 'age'): void {
    const gauge = this.metrics.gauge({
      name: `${PREFIX}_events_${name}`,
      help,
      collect: async () => {
        gauge.set((await this.backlog.events())[what]);
      },
    });
  }

  /** A gauge of the last reconciliation of each kind; each is told on its own, as the registry reads all at once. */
  private ofLast<Label extends string>(
    name: string,
    help: string,
    labels: Label[],
    tell: (gauge: Gauge<'run' | Label>, run: string, report: Report, at: Date) => void,
  ): void {
    const gauge = this.metrics.gauge<'run' | Label>({
      name: `${PREFIX}_${name}`,
      help,
      labels: ['run', ...labels],
      collect: async () => {
        gauge.reset();
        for (const { name: run, ranAt, report } of await this.backlog.reconciliations())
          tell(gauge, run, report, ranAt);
      },
    });
  }
}
