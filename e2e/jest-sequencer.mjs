import { basename } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/** The longest specs. */
const first = ['chaos', 'restores', 'submodules'].map((name) => `${name}.e2e-spec.ts`);

/**
 * The longest specs first, each on a system of its own, so that all workers end at about the same
 * time.
 */
export default class extends TestSequencer {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a.path) - rank(b.path) || a.path.localeCompare(b.path));
  }
}

function rank(path) {
  const index = first.indexOf(basename(path));
  return index < 0 ? first.length : index;
}
