import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport, summaryLine } from './test.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire-summary-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function report(numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }));
  return file;
}

it('adds up the numbers of all stages', () => {
  const results = [
    { stage: 'unit', passed: 3, failed: 0 },
    { stage: 'e2e', passed: 2, failed: 1 },
  ];
  expect(summaryLine(results)).toBe('5 passed, 1 failed');
});

it('counts a file that failed before its tests as a failure', () => {
  expect(readReport('unit', report(4, 1, 2), 1)).toEqual({ stage: 'unit', passed: 4, failed: 3 });
});

it('counts a run without a report, or a failed run without a failed test, as one failure', () => {
  expect(readReport('unit', join(folder, 'none.json'), 1)).toEqual({ stage: 'unit', passed: 0, failed: 1 });
  expect(readReport('unit', report(4, 0, 0), 1)).toEqual({ stage: 'unit', passed: 4, failed: 1 });
});

it('counts no failure when jest succeeds', () => {
  expect(readReport('unit', report(4, 0, 0), 0)).toEqual({ stage: 'unit', passed: 4, failed: 0 });
});
