import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertWritable } from './report.js';

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
