import { fileURLToPath } from 'node:url';

/** Jest settings shared by every workspace: TypeScript through swc, ES modules, `.js` specifiers resolved to `.ts`. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
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

/** Of this package, wherever the workspace finds it. */
const inThisPackage = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Unit tests: `*.spec.ts` beside the file they speak of. They touch no server. */
const unit = (rootDir) => ({
  ...base,
  rootDir,
  displayName: 'unit',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
});

/** Integration tests: `test/*.it-spec.ts` against a real PostgreSQL (started once per run) and real NATS servers. */
const integration = (rootDir) => ({
  ...base,
  rootDir,
  displayName: 'integration',
  testMatch: ['<rootDir>/test/**/*.it-spec.ts'],
  setupFiles: [inThisPackage('dist/jest-setup.js')],
  globalSetup: inThisPackage('dist/jest-global-setup.js'),
  globalTeardown: inThisPackage('dist/jest-global-teardown.js'),
});

/** Both of one workspace, for its own `jest.config.mjs`: `export default workspace(import.meta.dirname)`. */
export const workspace = (rootDir) => ({
  projects: [unit(rootDir), integration(rootDir)],
  // Jest takes the time limit from here and from no project. It ends what hangs; no test is to be in a hurry.
  testTimeout: 180_000,
  maxWorkers: 2,
});

/** End-to-end tests: `specs/*.e2e-spec.ts` against all services as processes. */
export const endToEnd = (rootDir) => ({
  ...base,
  rootDir,
  displayName: 'end-to-end',
  testMatch: ['<rootDir>/specs/**/*.e2e-spec.ts'],
});
