import { endToEnd, run } from './test-kit/jest.mjs';

const e2e = `${import.meta.dirname}/e2e`;

/** Three workers, since specs wait for timers, and those of the shared system for each other. */
export default {
  ...endToEnd(e2e),
  ...run,
  maxWorkers: 3,
  globalSetup: `${e2e}/dist/jest-global-setup.js`,
  testSequencer: `${e2e}/jest-sequencer.mjs`,
  testTimeout: 300_000,
};
