import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runRounds } from '../src/chaos/failpoint-matrix/run-matrix.js';
import { readChaosOptions } from '../src/chaos/options.js';
import { chaosTestBed, injectAndAudit } from '../src/chaos/run-chaos.js';
import { Interrupted, type TestBed, withTestBed } from '../src/chaos/test-bed.js';

/** Short runs of `npm run chaos`, one after the other in one system; docs/reliability.md describes long ones. */
describe('under fault injection', () => {
  const options = readChaosOptions(['--orders', '40', '--kills', '3', '--seed', '1']);
  const interrupt = new AbortController();
  let testBed: TestBed;
  let run: Promise<never>;

  beforeAll(async () => {
    testBed = await new Promise((resolve, reject) => {
      const work = (started: TestBed) => {
        resolve(started);
        return new Promise<never>(() => undefined);
      };
      run = withTestBed(chaosTestBed(options), () => undefined, interrupt.signal, work);
      run.catch(reject);
    });
  }, 300_000);
  afterAll(async () => {
    interrupt.abort();
    await run.catch(() => undefined);
  }, 180_000);

  it('no order, payment, unit or event is lost, whatever fails', async () => {
    const report = await injectAndAudit(testBed, options);
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

  it('a service that is killed at a failpoint leaves no partial effect', async () => {
    const only =
      /orders_ms_settle_order\.commit\.after|webhook\.store\.after|products_ms_sell_reservation\.commit\.before/;
    const report = await runRounds(testBed, { modes: ['kill'], only });
    expect(report.violations).toEqual([]);
    expect(report.triggered).toHaveLength(3);
  }, 600_000);

  it('an interrupted run ends at once and removes everything', async () => {
    const log = (line: string) => {
      if (line.includes('scenarios done')) interrupt.abort();
    };
    const interrupted = injectAndAudit(
      { ...testBed, log },
      readChaosOptions(['--orders', '60', '--kills', '3']),
    );
    await Promise.all([expect(run).rejects.toThrow(Interrupted), expect(interrupted).rejects.toThrow()]);
    expect(existsSync(testBed.dataDir)).toBe(false);
  }, 300_000);
});
