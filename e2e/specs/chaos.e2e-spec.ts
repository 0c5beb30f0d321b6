import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runMatrix } from '../src/chaos/failpoint-matrix/run-matrix.js';
import { readChaosOptions } from '../src/chaos/options.js';
import { runChaos } from '../src/chaos/run-chaos.js';
import { Interrupted } from '../src/chaos/test-bed.js';

const silent = () => undefined;

/** Short runs of `npm run chaos`; docs/reliability.md describes long ones. */
describe('under fault injection', () => {
  it('no order, payment, unit or event is lost, whatever fails', async () => {
    const options = readChaosOptions(['--orders', '40', '--kills', '3', '--seed', '1']);
    const report = await runChaos(options, silent);
    expect(report.violations).toEqual([]);
    expect(report.orders).toBeGreaterThan(30);
    expect(report.injected).toMatchObject({ 'streams lost': 1, 'stream remade': 1 });
    const faults = Object.keys(report.injected).join();
    for (const kind of ['kill -9 ', 'hung ', 'restore of ']) expect(faults).toContain(kind);
    expect(report.lost).toMatchObject({
      'payment.succeeded': expect.any(Number),
      'order.paid': expect.any(Number),
    });
    expect(Object.keys(report.stripeFaults).length).toBeGreaterThan(5);
  }, 600_000);

  it('an interrupted run ends at once and removes everything', async () => {
    const interrupt = new AbortController();
    let folder = '';
    const log = (line: string) => {
      folder ||= /is up in (.*)/.exec(line)?.[1] ?? '';
      if (line.includes('scenarios done')) interrupt.abort();
    };
    const run = runChaos(readChaosOptions(['--orders', '60', '--kills', '3']), log, interrupt.signal);
    await expect(run).rejects.toThrow(Interrupted);
    expect(folder).not.toBe('');
    expect(existsSync(folder)).toBe(false);
  }, 300_000);

  it('a service that is killed at a failpoint leaves no partial effect', async () => {
    const only =
      /orders_ms_settle_order\.commit\.after|webhook\.store\.after|products_ms_sell_reservation\.commit\.before/;
    const options = { modes: ['kill' as const], replicas: 1, only, hangMs: 1_000, keep: false };
    const report = await runMatrix(options, silent);
    expect(report.violations).toEqual([]);
    expect(report.triggered).toHaveLength(3);
  }, 600_000);
});
