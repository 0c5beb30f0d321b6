import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Logger } from '@orderwire/platform';
import type { ReconcileUseCase } from './reconcile.use-case.js';
import type { ReconciliationLeaseRepository } from './reconciliation-lease.repository.js';
import { ReconciliationRun, type RunOptions } from './reconciliation-run.js';
import type { ReconciliationRunRepository } from './reconciliation-run.repository.js';
import { ScheduledReconciliationUseCase } from './scheduled-reconciliation.use-case.js';
import {
  type Difference,
  days,
  longSpan,
  quarterHours,
  recentSpan,
  roundToSeconds,
  type Span,
} from './reconciliation.js';

const now = new Date('2026-06-15T12:00:00.500Z');
const HOUR_MS = 3_600_000;
const ago = (ms: number) => new Date(now.getTime() - ms);

const noHistory = { record: async () => undefined } as unknown as ReconciliationRunRepository;

/** Only the recent reconciliation is due. */
const leasesWith = (lease: object) =>
  ({
    acquire: async (name: string) => (name === 'recent' ? lease : undefined),
  }) as unknown as ReconciliationLeaseRepository;

describe('the span of a recent reconciliation', () => {
  test('starts before the watermark and excludes records in flight', () => {
    const { from, to } = recentSpan(ago(HOUR_MS), now);
    expect(from.getTime()).toBeLessThan(ago(HOUR_MS).getTime());
    expect(to.getTime()).toBeLessThan(now.getTime());
  });

  test('covers a pause of days, and the last day at first', () => {
    expect(recentSpan(ago(5 * 24 * HOUR_MS), now).from.getTime()).toBeLessThan(
      ago(5 * 24 * HOUR_MS).getTime(),
    );
    const { from, to } = recentSpan(null, now);
    expect(to.getTime() - from.getTime()).toBe(24 * HOUR_MS);
  });

  test('is limited to 30 days and never negative', () => {
    const { from, to } = recentSpan(ago(400 * 24 * HOUR_MS), now);
    expect(to.getTime() - from.getTime()).toBe(30 * 24 * HOUR_MS);
    const turned = recentSpan(new Date(now.getTime() + HOUR_MS), now);
    expect(turned.from.getTime()).toBeLessThanOrEqual(turned.to.getTime());
  });

  test('is the last days for a long reconciliation', () => {
    const { from, to } = longSpan(30, now);
    expect(to.getTime() - from.getTime()).toBe(30 * 24 * HOUR_MS);
  });
});

describe.each([
  ['days', days, 24 * HOUR_MS],
  ['quarters of an hour', quarterHours, HOUR_MS / 4],
])('a span in %s', (_name, cut, longest) => {
  const instant = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });

  test('covers each second exactly once', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 40 * longest }), (start, length) => {
        const asked = { from: new Date(start), to: new Date(start + length) };
        const span = roundToSeconds(asked);
        expect(span.from.getTime()).toBeLessThanOrEqual(asked.from.getTime());
        expect(span.to.getTime()).toBeGreaterThanOrEqual(asked.to.getTime());
        const parts = [...cut(span)];
        expect(parts[0]?.from).toEqual(span.from);
        expect(parts.at(-1)?.to).toEqual(span.to);
        parts.slice(1).forEach((part, index) => expect(part.from).toEqual(parts[index]?.to));
        expect(parts.every(({ from, to }) => from < to && to.getTime() - from.getTime() <= longest)).toBe(
          true,
        );
        expect(parts.every(({ from }) => from.getTime() % 1_000 === 0)).toBe(true);
      }),
    );
  });
});

describe('a run', () => {
  const day = { from: ago(24 * HOUR_MS), to: now };
  /** A run with 10,000 missing payments and one lost webhook. `isNew`: which of them were not open. */
  const withMany = async (options: Partial<RunOptions>, isNew: (one: Difference) => boolean) => {
    const store = async (found: readonly Difference[]) => found.filter(isNew);
    const run = new ReconciliationRun(day, { resolve: true, ...options }, store);
    await run.start(day);
    run.resolved('lost_webhook', 'evt_1', 'evt_1 was lost');
    for (let payment = 0; payment < 10_000; payment++)
      run.unresolved('missing_at_stripe', `pi_${payment}`, `pi_${payment} is missing`);
    await run.end();
    return run.result();
  };

  test('counts all differences and keeps five samples of each kind', async () => {
    const report = await withMany({}, ({ objectId }) => objectId === 'pi_9000');
    expect(report.unresolved).toEqual({ missing_at_stripe: 10_000 });
    expect(report.found[1]).toMatchObject({ count: 10_000, newCount: 1, newSamples: ['pi_9000 is missing'] });
    expect(report.found[1]?.samples).toHaveLength(5);
  });

  test('reports each day, also one without records', async () => {
    const reached: Date[] = [];
    const onProgress = ({ from }: { from: Date }) => void reached.push(from);
    const run = new ReconciliationRun(day, { resolve: true, onProgress }, async () => []);
    for (const one of days({ from: ago(72 * HOUR_MS), to: now })) await run.start(one);
    expect(reached).toEqual([ago(72 * HOUR_MS), ago(48 * HOUR_MS), ago(24 * HOUR_MS)]);
  });

  /** The lines above debug that a scheduled run logs. */
  const logged = async (isNew: boolean, failure?: Error) => {
    const lines: object[] = [];
    const add = (level: string) => (about: object) => lines.push({ level, ...about });
    const log = { debug: () => undefined, info: () => undefined, warn: add('warn'), error: add('error') };
    const lease = {
      name: 'recent',
      watermark: null,
      now,
      finish: async () => undefined,
      release: async () => 0,
    };
    const execute = async (_span: unknown, options: RunOptions) => {
      const report = await withMany(options, () => isNew);
      if (failure) throw failure;
      return report;
    };
    await new ScheduledReconciliationUseCase(
      { everySeconds: 60, days: 0 },
      leasesWith(lease),
      { execute } as unknown as ReconcileUseCase,
      noHistory,
      log as unknown as Logger,
    )
      .execute(new AbortController().signal)
      .catch((error: unknown) => expect(error).toBe(failure));
    return lines;
  };

  test.each([undefined, new Error('Stripe is down')])(
    'logs one line per kind with new differences, also if it ends with %s',
    async (failure) => {
      expect(await logged(true, failure)).toMatchObject([
        { level: 'warn', kind: 'lost_webhook', count: 1 },
        { level: 'error', kind: 'missing_at_stripe', count: 10_000, new: 10_000 },
      ]);
    },
  );

  test('does not name a known difference again', async () => {
    expect(await logged(false)).toEqual([]);
  });
});

test('a long reconciliation that staff request compares 30 days while daily ones are disabled', async () => {
  const spans: Span[] = [];
  const lease = { name: 'long', watermark: null, now, finish: async () => undefined };
  const acquire = async (name: string, everySeconds: number) => {
    expect(everySeconds).toBe(0);
    return name === 'long' ? lease : undefined;
  };
  const execute = async (span: Span) => (spans.push(span), { span, found: [] });
  await new ScheduledReconciliationUseCase(
    { everySeconds: 0, days: 0 },
    { acquire } as unknown as ReconciliationLeaseRepository,
    { execute } as unknown as ReconcileUseCase,
    noHistory,
    { debug: () => undefined } as unknown as Logger,
  ).execute(new AbortController().signal);
  expect(spans).toEqual([{ from: ago(30 * 24 * HOUR_MS + 60_000), to: ago(60_000) }]);
});

describe('a reconciliation that fails', () => {
  const newRun = () =>
    new ReconciliationRun({ from: now, to: now }, { resolve: false }, async (found) => found);
  const failing = (message: string) => async () => {
    throw new Error(message);
  };

  test('goes on with its other steps, and throws the first error at its end', async () => {
    const run = newRun();
    const done: string[] = [];
    expect(await run.attempt(failing('no disputes for this key'))).toBe(false);
    expect(await run.attempt(async () => void done.push('ledger'))).toBe(true);
    expect(await run.attempt(failing('one charge'))).toBe(false);
    expect(done).toEqual(['ledger']);
    expect(() => run.throwFailure()).toThrow('no disputes for this key');
  });

  test('ends with its third failure: Stripe is away', async () => {
    const run = newRun();
    await run.attempt(failing('one'));
    await run.attempt(failing('two'));
    await expect(run.attempt(failing('three'))).rejects.toThrow('three');
  });

  test('is repeated after a pause that doubles up to its interval', async () => {
    const pauses: number[] = [];
    const lease = {
      name: 'recent',
      watermark: now,
      now,
      release: async ({ pauseSeconds }: { pauseSeconds: number }) => void pauses.push(pauseSeconds),
    };
    const scheduled = new ScheduledReconciliationUseCase(
      { everySeconds: 100, days: 0 },
      leasesWith(lease),
      { execute: failing('Stripe is down') } as unknown as ReconcileUseCase,
      noHistory,
      {} as Logger,
    );
    for (let time = 0; time < 5; time++)
      await expect(scheduled.execute(new AbortController().signal)).rejects.toThrow('Stripe is down');
    expect(pauses).toEqual([15, 30, 60, 100, 100]);
  });
});
