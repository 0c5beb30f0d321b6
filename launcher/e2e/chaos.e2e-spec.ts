import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { runMatrix } from '../src/chaos/matrix/run-matrix.js';
import { readChaosOptions } from '../src/chaos/options.js';
import { runChaos } from '../src/chaos/run-chaos.js';
import { Interrupted } from '../src/chaos/stage.js';

const silent = () => undefined;

/** Small runs of what `npm run chaos` does at length; docs/reliability.md tells of the long ones. */
describe('in chaos', () => {
  it('no order, no money, no unit and no event is lost, whoever is killed and whatever Stripe does', async () => {
    const options = readChaosOptions(['--orders', '40', '--kills', '6', '--seed', '1']);
    const report = await runChaos(options, silent);
    expect(report.violations).toEqual([]);
    expect(report.orders).toBeGreaterThan(30);
    expect(report.struck).toMatchObject({ 'streams lost': 1 });
    expect(Object.values(report.struck).reduce((sum, count) => sum + count)).toBe(7);
    expect(Object.keys(report.injected).length).toBeGreaterThan(5);
  }, 600_000);

  it('interrupted, the run ends at once and leaves nothing behind', async () => {
    const interrupt = new AbortController();
    let folder = '';
    const tell = (line: string) => {
      folder ||= /is up in (.*)/.exec(line)?.[1] ?? '';
      if (line.includes('stories told')) interrupt.abort();
    };
    const run = runChaos(readChaosOptions(['--orders', '60', '--kills', '3']), tell, interrupt.signal);
    await expect(run).rejects.toThrow(Interrupted);
    expect(folder).not.toBe('');
    expect(existsSync(folder)).toBe(false);
  }, 300_000);

  it('a service killed at a crash point leaves nothing half done', async () => {
    const only =
      /orders_ms_settle_order\.commit\.after|webhook\.store\.after|products_ms_sell_reservation\.commit\.before/;
    const report = await runMatrix(
      { modes: ['kill'], replicas: 1, only, hangMs: 1_000, keep: false },
      silent,
    );
    expect(report.violations).toEqual([]);
    expect(report.struck).toHaveLength(3);
  }, 600_000);
});
