import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Moves `<name>.log` to `<name>.log.1`, and that to `<name>.log.2`. Returns the path of the new, empty log. */
export function rotateLogFile(folder: string, name: string): string {
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
