import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Idle } from './idle.js';
import type { BenchmarkReport } from './order-benchmark.js';
import { assertWritable, reportText } from './report.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire report '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('accepts an existing file and a new one', () => {
  writeFileSync(join(folder, 'old.json'), '{}');
  assertWritable(join(folder, 'old.json'));
  assertWritable(join(folder, 'new.json'));
});

it('rejects a folder, a missing folder, and a path below a file', () => {
  expect(() => assertWritable(folder)).toThrow(/--json: cannot write .*: it is a folder/);
  expect(() => assertWritable(join(folder, 'nowhere', 'report.json'))).toThrow(/--json: .*ENOENT/);
  writeFileSync(join(folder, 'file'), '');
  expect(() => assertWritable(join(folder, 'file', 'report.json'))).toThrow(/--json: .*file/);
});

const report = (figures: Record<string, number>, idle: Idle | null): BenchmarkReport => {
  const latency = { p50: 1, p95: 2, p99: 3, max: 4 };
  const row = { journey: 'place', load: '8 shoppers', placing: latency, whole: null, behind: [] };
  const raw = { orderRows: 1, natsRequests: 1, httpRequests: 1 };
  const rows = [{ ...row, cpuMs: figures, memoryMiB: figures }];
  return { storedOrders: 0, idle, raw, rows } as unknown as BenchmarkReport;
};

it('prints memory and the idle system by process', () => {
  const idle = { seconds: 10, cpuMs: { postgres: 12.5, nats: 3 }, cpuMsTotal: 15.5, isSettled: true };
  const text = reportText(report({ postgres: 200.5, nats: 30 }, idle));
  expect(text).toMatch(
    /Memory .* MiB\njourney +load +total +postgres +nats\nplace +8 shoppers +230.5 +200.5 +30\n/,
  );
  expect(text).toMatch(/idle system .*\njourney +load +total +postgres +nats\nidle +– +15.5 +12.5 +3\n/);
  expect(text).not.toContain('not idle yet');
  expect(reportText(report({}, { ...idle, isSettled: false }))).toContain('not idle yet');
});

it('leaves out what needs /proc where that is missing', () => {
  expect(reportText(report({}, null))).not.toMatch(/by process/);
});
