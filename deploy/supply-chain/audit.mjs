#!/usr/bin/env node
/**
 * `npm audit` of the production dependencies: exit code 1 for a known vulnerability of level high or critical. A registry
 * that does not answer is no failure: one line says that nothing was checked.
 */
import { spawnSync } from 'node:child_process';

const LIMIT_MS = 30_000;
const args = [
  'audit',
  '--omit=dev',
  '--audit-level=high',
  '--json',
  '--fetch-retries=0',
  '--fetch-timeout=10000',
];
const windows = process.platform === 'win32';
const { stdout = '', error } = spawnSync('npm', args, {
  encoding: 'utf8',
  timeout: LIMIT_MS,
  shell: windows,
});

const report = parse(stdout);
if (!report?.metadata) {
  const reason = report?.message || report?.error?.summary || error?.message || 'no report';
  console.log(
    `npm audit: the registry does not answer (${String(reason).split('\n')[0]}); nothing was checked`,
  );
} else {
  const { high = 0, critical = 0 } = report.metadata.vulnerabilities;
  for (const { name, severity, range } of Object.values(report.vulnerabilities))
    if (['high', 'critical'].includes(severity)) console.error(`${severity}: ${name} ${range}`);
  if (high + critical > 0) {
    console.error('npm audit --omit=dev describes them.');
    process.exitCode = 1;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
