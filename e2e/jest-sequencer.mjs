import { readFileSync } from 'node:fs';
import TestSequencer from '@jest/test-sequencer';

/**
 * Order of the end-to-end specs for two workers: the longest spec first, on a system of its own;
 * beside it the specs of the shared system, which run one at a time; then the other specs.
 */
export default class extends TestSequencer {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a.path) - rank(b.path) || a.path.localeCompare(b.path));
  }
}

function rank(path) {
  if (path.endsWith('/chaos.e2e-spec.ts')) return 0;
  return /\buse(Embedded)?System\(/.test(readFileSync(path, 'utf8')) ? 1 : 2;
}
