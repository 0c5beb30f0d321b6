import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { differences, root } from './files.js';
import { report } from './report.js';

const found = await differences();
const refused = found.filter(({ broken }) => broken.length > 0);
if (refused.length > 0) {
  process.stderr.write(`${report(refused)}\nNothing was written.\n`);
  process.exitCode = 1;
} else {
  for (const { file, content } of found) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    if (content === undefined) rmSync(path);
    else writeFileSync(path, content);
    process.stdout.write(`${content === undefined ? 'removed' : 'wrote'} ${file}\n`);
  }
  if (found.length === 0) process.stdout.write('Nothing to write.\n');
}
