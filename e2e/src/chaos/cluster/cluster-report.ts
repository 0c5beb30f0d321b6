import type { Violation } from '../audit/audit.js';
import { count, violationLines } from '../report.js';
import type { FaultWindow } from './cluster-faults.js';
import type { Attempt } from './load-balancer.js';

/** What shoppers noticed of the faults of one kind. */
export interface Effect {
  fault: string;
  times: number;
  /** What exactly was done, each time. */
  what: string[];
  /** In force, in seconds, over all times. */
  seconds: number;
  answered: number;
  /** Attempts that the client repeated, by reason. */
  repeated: Record<string, number>;
  /** Longest time without an answer that overlaps with a fault, in milliseconds. */
  longestGapMs: number;
}

/** What a run with a cluster did and found. */
export interface ClusterReport {
  seed: number;
  scenarios: number;
  orders: number;
  /** Under load. */
  seconds: number;
  finalStatuses: Record<string, number>;
  retries: number;
  reconciled: Record<string, number>;
  /** By kind of fault, and `no fault` for the rest of the time. */
  effects: Effect[];
  violations: Violation[];
}

const NO_FAULT = 'no fault';

/** Assigns each attempt to the fault that was in force. */
export function effectsOf(
  windows: readonly FaultWindow[],
  attempts: readonly Attempt[],
  load: { from: number; to: number },
): Effect[] {
  const effects = new Map<string, Effect>();
  const effectOf = (fault: string) => {
    const none: Effect = {
      fault,
      times: 0,
      what: [],
      seconds: 0,
      answered: 0,
      repeated: {},
      longestGapMs: 0,
    };
    const effect = effects.get(fault) ?? none;
    effects.set(fault, effect);
    return effect;
  };
  for (const { fault, what, from, to } of windows) {
    const effect = effectOf(fault);
    effect.times++;
    effect.what.push(what);
    effect.seconds += (to - from) / 1_000;
  }
  const faultAt = (at: number) => windows.find(({ from, to }) => at >= from && at <= to)?.fault ?? NO_FAULT;
  const sorted = attempts
    .filter(({ at }) => at >= load.from && at <= load.to)
    .toSorted((one, other) => one.at - other.at);
  let before = load.from;
  for (const { at, repeated } of sorted) {
    const effect = effectOf(faultAt(at));
    if (repeated) {
      count(effect.repeated, repeated);
      continue;
    }
    effect.answered++;
    const overlapping = windows.filter(({ from, to }) => from < at && to > before);
    const faults = overlapping.length > 0 ? overlapping.map(({ fault }) => fault) : [NO_FAULT];
    for (const fault of faults)
      effectOf(fault).longestGapMs = Math.max(effectOf(fault).longestGapMs, at - before);
    before = at;
  }
  return [...effects.values()];
}

/** The report as text. */
export function* clusterReportLines(report: ClusterReport): Generator<string> {
  const { seed, scenarios, orders, seconds, retries, violations } = report;
  yield `seed ${seed}: ${scenarios} scenarios, ${orders} orders under load of ${Math.round(seconds)} s; ${retries} requests were repeated`;
  yield `final statuses: ${list(report.finalStatuses)}`;
  for (const { fault, times, what, answered, repeated, longestGapMs } of report.effects) {
    yield `${times ? `${times} × ` : ''}${fault}: ${answered} answered, longest time without an answer ${(longestGapMs / 1_000).toFixed(1)} s, repeated: ${list(repeated)}`;
    if (what.length > 0) yield `    ${what.join('; ')}`;
  }
  yield `resolved by reconciliation: ${list(report.reconciled)}`;
  yield* violationLines(violations);
  yield `${violations.length} violations`;
}

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ') || 'none';
