import { existsSync, readFileSync } from 'node:fs';

/** Result of one stage of the tests. */
export interface StageResult {
  stage: string;
  passed: number;
  failed: number;
}

/** The numbers of jest's JSON report that count. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that failed before their tests ran. */
  numRuntimeErrorTestSuites: number;
}

/** Reads jest's report. A failed run without a failed test counts as one failure. */
export function readReport(stage: string, file: string, exitCode: number): StageResult {
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JestReport) : undefined;
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  return { stage, passed, failed: failed || (exitCode === 0 ? 0 : 1) };
}

/** The last line of `npm test`. */
export function summaryLine(results: StageResult[]): string {
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
