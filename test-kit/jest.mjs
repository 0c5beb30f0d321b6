import { fileURLToPath } from 'node:url';
import { bundledPackages } from './jest-bundle.mjs';

/** A file of this package. */
const inThisPackage = (file) => fileURLToPath(new URL(file, import.meta.url));

/**
 * Jest settings shared by every workspace: TypeScript through swc, ES modules, `.js` specifiers
 * resolved to `.ts`, packages from one bundle.
 */
const base = {
  testEnvironment: inThisPackage('jest-environment.mjs'),
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', ...(await bundledPackages()) },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/', '/dist/'],
};

/** Unit tests: `*.spec.ts` beside the tested file. They use no server. */
const unit = (rootDir) => ({
  ...base,
  rootDir,
  displayName: 'unit',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
});

/**
 * Integration tests: `test/*.it-spec.ts` against a real PostgreSQL (started once per run) and real
 * NATS servers.
 */
const integration = (rootDir) => ({
  ...base,
  rootDir,
  displayName: 'integration',
  testMatch: ['<rootDir>/test/**/*.it-spec.ts'],
  globalSetup: inThisPackage('dist/jest-global-setup.js'),
  globalTeardown: inThisPackage('dist/jest-global-teardown.js'),
});

/**
 * Settings of a whole run: Jest reads them from its configuration file and from no project.
 *
 * Jest leaks the modules of every test file. A worker is replaced before that slows it down: the
 * time of a child process's start and of garbage collection grows with the heap.
 */
export const run = { testTimeout: 180_000, maxWorkers: 2, workerIdleMemoryLimit: 400_000_000 };

/**
 * Both of one workspace, for its own `jest.config.mjs`: `export default
 * workspace(import.meta.dirname)`.
 */
export const workspace = (rootDir) => ({ projects: [unit(rootDir), integration(rootDir)], ...run });

/** End-to-end tests: `specs/*.e2e-spec.ts` against all services as processes. */
export const endToEnd = (rootDir) => ({
  ...base,
  rootDir,
  displayName: 'end-to-end',
  testMatch: ['<rootDir>/specs/**/*.e2e-spec.ts'],
  globalTeardown: inThisPackage('dist/jest-global-teardown.js'),
});
