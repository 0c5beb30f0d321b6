import type { Violation } from './audit/audit.js';

/** What a run did and found. */
export interface ChaosReport {
  seed: number;
  stories: number;
  /** Stories that became an order; the others found the goods sold out. */
  orders: number;
  seconds: number;
  /** Orders by where they ended. */
  ended: Record<string, number>;
  /** Blows by kind: `kill -9 orders-ms`, `streams lost`. */
  struck: Record<string, number>;
  /** Faults that the sandbox injected, by kind. */
  injected: Record<string, number>;
  retries: number;
  /** What the reconciler healed, by kind; its periodic runs are not counted. */
  healed: Record<string, number>;
  violations: Violation[];
}

/** The report as people read it. */
export function* reportLines(report: ChaosReport): Generator<string> {
  const { orders, violations } = report;
  yield `seed ${report.seed}: ${report.stories} stories, ${orders} orders in ${Math.round(report.seconds)} s; ${report.retries} requests were asked again`;
  yield `ended: ${counts(report.ended)}`;
  yield `blows: ${total(report.struck)} (${counts(report.struck)})`;
  yield `faults of Stripe: ${total(report.injected)} (${counts(report.injected)})`;
  yield `healed by reconciliation: ${total(report.healed)} (${counts(report.healed)})`;
  yield* brokenLines(violations);
  yield `${violations.length} violations; ${bound(orders, violations.length)}`;
}

/** What was broken, by rule, with the first ten of each. */
export function* brokenLines(violations: readonly Violation[]): Generator<string> {
  for (const rule of new Set(violations.map((violation) => violation.rule))) {
    const found = violations.filter((violation) => violation.rule === rule);
    yield `BROKEN: ${rule} (${found.length})`;
    for (const { what } of found.slice(0, 10)) yield `  ${what}`;
  }
}

/** The rule of three: nothing seen in N tries bounds the rate by 3/N, with 95 % confidence. */
const bound = (orders: number, violations: number): string =>
  violations > 0
    ? `${((100 * violations) / orders).toFixed(2)} % of the orders`
    : `with 95 % confidence fewer than ${((3 / orders) * 100).toPrecision(2)} % of orders are hurt (3/${orders})`;

const total = (by: Record<string, number>): number =>
  Object.values(by).reduce((sum, count) => sum + count, 0);

const counts = (by: Record<string, number>): string =>
  Object.entries(by)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

/** How often each name stands in a list. */
export function tally(names: readonly string[]): Record<string, number> {
  const by: Record<string, number> = {};
  for (const name of names) by[name] = (by[name] ?? 0) + 1;
  return by;
}
