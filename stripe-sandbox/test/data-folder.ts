import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Creates an empty folder, which is removed after the tests of the file. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-sandbox-'));
  folders.push(folder);
  return folder;
}
