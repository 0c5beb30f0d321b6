import { Injectable } from '@nestjs/common';
import { differenceKinds, resolvableDifferenceKinds } from '@orderwire/contracts';
import { type Gauge, Metrics } from '@orderwire/platform';
import { type ReconciliationReport, unresolvedCount } from './reconciliation.js';
import { StripeEventRepository } from '../webhooks/stripe-event.repository.js';
import { StripeStatus } from '../stripe/stripe-status.client.js';
import { ReconciliationOverviewRepository } from './staff/reconciliation-overview.repository.js';
import { ReconciliationLeaseRepository } from './reconciliation-lease.repository.js';
import { ScheduledReconciliationUseCase } from './scheduled-reconciliation.use-case.js';
import { UnsettledRepository } from './unsettled.repository.js';

const PREFIX = 'orderwire_payments';

/** Open differences are counted at most so often, and after each run of this process. */
const COUNT_EVERY_MS = 60_000;

/**
 * Metrics of the event backlog and of reconciliation. Gauges are read from the database at each
 * scrape, so all replicas report the same values; counters are per process.
 */
@Injectable()
export class PaymentsMetrics {
  private countedAt = -Infinity;

  constructor(
    private readonly metrics: Metrics,
    private readonly unsettled: UnsettledRepository,
    private readonly leases: ReconciliationLeaseRepository,
    private readonly overview: ReconciliationOverviewRepository,
    reconciliation: ScheduledReconciliationUseCase,
    events: StripeEventRepository,
    stripe: StripeStatus,
  ) {
    this.stripeGauge('account_refused', '1 while Stripe refuses payments of the account, else 0.', () =>
      Number(stripe.accountRefused),
    );
    this.stripeGauge(
      'circuit_open',
      '1 while no Checkout Session is created because Stripe fails, else 0.',
      () => Number(stripe.circuit.isOpen),
    );
    this.stripeGauge(
      'clock_difference_seconds',
      'The clock of this process less that of Stripe, at the last response.',
      () => stripe.clockDifferenceMs / 1_000,
    );
    this.countRuns(reconciliation);
    this.openGauge();
    const foreign = this.metrics.counter({
      name: `${PREFIX}_foreign_events_total`,
      help: 'Stripe events about objects of other shops on the same account.',
    });
    events.onForeign((count) => foreign.inc(count));
    this.backlogGauge('waiting', 'Stripe events that are stored and not processed.', 'count');
    this.backlogGauge('oldest_waiting_seconds', 'Age of the oldest Stripe event not processed.', 'age');
    this.reportGauge(
      'reconcile_last_timestamp_seconds',
      'End of the last reconciliation.',
      [],
      (gauge, run, _, at) => gauge.set({ run }, at.getTime() / 1_000),
    );
    this.reportGauge(
      'reconcile_unresolved',
      'Differences with Stripe that the last reconciliation could not resolve; kind "any": all of them.',
      ['kind'],
      (gauge, run, report) => {
        gauge.set({ run, kind: 'any' }, unresolvedCount(report));
        for (const [kind, count] of Object.entries(report.unresolved)) gauge.set({ run, kind }, count);
      },
    );
    this.reportGauge(
      'reconcile_foreign',
      'Objects of other shops on the same account, in the span of the last reconciliation.',
      ['type'],
      (gauge, run, { foreign = {} }) => {
        for (const [type, count] of Object.entries(foreign)) gauge.set({ run, type }, count);
      },
    );
    this.reportGauge(
      'ledger_difference_minor_units',
      'Stripe’s balance transactions less the ledger, in the span of the last reconciliation.',
      ['currency'],
      (gauge, run, { difference }) => {
        for (const [currency, amount] of Object.entries(difference)) gauge.set({ run, currency }, amount);
      },
    );
  }

  private countRuns(reconciliation: ScheduledReconciliationUseCase): void {
    const runs = this.metrics.counter({
      name: `${PREFIX}_reconcile_runs_total`,
      help: 'Completed reconciliations with Stripe.',
      labels: ['run'],
    });
    const resolved = this.metrics.counter({
      name: `${PREFIX}_reconcile_resolved_total`,
      help: 'Resolved differences with Stripe, by kind.',
      labels: ['kind'],
    });
    for (const kind of resolvableDifferenceKinds) resolved.inc({ kind }, 0);
    reconciliation.onReconciled((run, report) => {
      this.countedAt = -Infinity;
      runs.inc({ run });
      for (const [kind, count] of Object.entries(report.resolved)) resolved.inc({ kind }, count);
    });
  }

  private openGauge(): void {
    const gauge: Gauge<'kind'> = this.metrics.gauge({
      name: `${PREFIX}_differences_open`,
      help: 'Differences with Stripe that staff must resolve, until they are resolved; at most 1000 of each kind.',
      labels: ['kind'],
      collect: async () => {
        if (performance.now() - this.countedAt < COUNT_EVERY_MS) return;
        const found = new Map(
          (await this.overview.openDifferences()).map(({ kind, count }) => [kind, count]),
        );
        for (const kind of differenceKinds) gauge.set({ kind }, found.get(kind) ?? 0);
        this.countedAt = performance.now();
      },
    });
  }

  /** A gauge of this process. */
  private stripeGauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = this.metrics.gauge({
      name: `${PREFIX}_stripe_${name}`,
      help,
      collect: () => gauge.set(value()),
    });
  }

  private backlogGauge(name: string, help: string, value: 'count' | 'age'): void {
    const gauge = this.metrics.gauge({
      name: `${PREFIX}_events_${name}`,
      help,
      collect: async () => {
        gauge.set((await this.unsettled.backlog())[value]);
      },
    });
  }

  /** A gauge of the last report of each reconciliation. */
  private reportGauge<Label extends string>(
    name: string,
    help: string,
    labels: Label[],
    set: (gauge: Gauge<'run' | Label>, run: string, report: ReconciliationReport, at: Date) => void,
  ): void {
    const gauge = this.metrics.gauge<'run' | Label>({
      name: `${PREFIX}_${name}`,
      help,
      labels: ['run', ...labels],
      collect: async () => {
        gauge.reset();
        for (const { name: run, ranAt, report } of await this.leases.last()) set(gauge, run, report, ranAt);
      },
    });
  }
}
