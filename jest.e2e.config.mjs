import { endToEnd, run } from './test-kit/jest.mjs';

const e2e = `${import.meta.dirname}/e2e`;

/**
 * Specs of the shared system take turns (e2e/specs/harness/shared.ts): with three workers two other
 * specs run beside them.
 */
export default {
  ...endToEnd(e2e),
  ...run,
  maxWorkers: 3,
  globalSetup: `${e2e}/dist/jest-global-setup.js`,
  testSequencer: `${e2e}/jest-sequencer.mjs`,
  testTimeout: 300_000,
};
