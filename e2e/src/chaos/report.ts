import type { Violation } from './audit/audit.js';

/** What a chaos run did and found. */
export interface ChaosReport {
  seed: number;
  scenarios: number;
  /** Scenarios that created an order; the others found the products sold out. */
  orders: number;
  seconds: number;
  /** Orders by final status. */
  finalStatuses: Record<string, number>;
  /** Injected faults by kind: `kill -9 orders-ms`, `streams lost`. */
  injected: Record<string, number>;
  /** Events that were lost, by subject. */
  lost: Record<string, number>;
  /** Faults that the sandbox injected, by kind. */
  stripeFaults: Record<string, number>;
  retries: number;
  /** Differences that the explicit reconciliation runs resolved, by kind. */
  reconciled: Record<string, number>;
  violations: Violation[];
}

/** The report as text. */
export function* reportLines(report: ChaosReport): Generator<string> {
  const { orders, violations } = report;
  yield `seed ${report.seed}: ${report.scenarios} scenarios, ${orders} orders in ${Math.round(report.seconds)} s; ${report.retries} requests were retried`;
  yield `final statuses: ${list(report.finalStatuses)}`;
  yield `injected: ${total(report.injected)} (${list(report.injected)})`;
  yield `lost events: ${total(report.lost)} (${list(report.lost)})`;
  yield `Stripe faults: ${total(report.stripeFaults)} (${list(report.stripeFaults)})`;
  yield `resolved by reconciliation: ${total(report.reconciled)} (${list(report.reconciled)})`;
  yield* violationLines(violations);
  yield `${violations.length} violations; ${bound(orders, violations.length)}`;
}

/** Violations by rule, the first ten of each. */
export function* violationLines(violations: readonly Violation[]): Generator<string> {
  for (const rule of new Set(violations.map((violation) => violation.rule))) {
    const found = violations.filter((violation) => violation.rule === rule);
    yield `VIOLATED: ${rule} (${found.length})`;
    for (const { what } of found.slice(0, 10)) yield `  ${what}`;
  }
}

/** The rule of three: no failure in N trials bounds the rate by 3/N with 95 % confidence. */
const bound = (orders: number, violations: number): string =>
  violations > 0
    ? `${((100 * violations) / orders).toFixed(2)} % of the orders`
    : `with 95 % confidence fewer than ${((3 / orders) * 100).toPrecision(2)} % of orders are affected (3/${orders})`;

const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, one) => sum + one, 0);

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ') || 'none';

export function count(counts: Record<string, number>, name: string, times = 1): void {
  counts[name] = (counts[name] ?? 0) + times;
}
