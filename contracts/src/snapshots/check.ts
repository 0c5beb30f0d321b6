import { differences } from './files.js';
import { report } from './report.js';

const found = await differences();
if (found.length > 0) {
  process.stderr.write(`${report(found)}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write('Every snapshot is what the contracts say.\n');
}
