import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Path of `<name>.log` in the folder, empty: what the last run wrote is `<name>.log.1` now, the one before `.2`. */
export function freshLogFile(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.log`);
  for (const [from, to] of [
    [`${file}.1`, `${file}.2`],
    [file, `${file}.1`],
  ] as const) {
    if (existsSync(from)) renameSync(from, to);
  }
  return file;
}
