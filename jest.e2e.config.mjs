import { endToEnd } from './platform/jest.mjs';

/** One worker: each test file brings a whole system up, and two at a time would measure the machine. */
export default {
  ...endToEnd(`${import.meta.dirname}/launcher`),
  testTimeout: 120_000,
  maxWorkers: 1,
};
