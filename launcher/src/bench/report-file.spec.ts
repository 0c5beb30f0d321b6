import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertReportFile } from './report-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire report '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('takes a file that is there, and one that is not there yet', () => {
  writeFileSync(join(folder, 'old.json'), '{}');
  assertReportFile(join(folder, 'old.json'));
  assertReportFile(join(folder, 'new.json'));
});

it('refuses a folder, one that is not there, and a path that leads through a file', () => {
  expect(() => assertReportFile(folder)).toThrow(/--json: nothing can be written to .*: it is a folder/);
  expect(() => assertReportFile(join(folder, 'nowhere', 'report.json'))).toThrow(/--json: .*ENOENT/);
  writeFileSync(join(folder, 'file'), '');
  expect(() => assertReportFile(join(folder, 'file', 'report.json'))).toThrow(/--json: .*file/);
});
