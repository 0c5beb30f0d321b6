import { basename } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/** The specs with a system of their own, the longest first. */
const first = ['chaos', 'restores', 'submodules', 'replicas', 'production-start'].map(
  (name) => `${name}.e2e-spec.ts`,
);

/**
 * The specs with a system of their own first: of the others, which share one, a single one runs at a
 * time, and a second worker would only wait.
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
