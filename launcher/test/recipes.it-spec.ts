import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Options, transformFileSync } from '@swc/core';
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../src/repository.js';

const patches = ['add-a-field', 'add-an-event', 'add-a-service', 'add-a-variable'];
/** The workspaces that the patches change, in the order of their dependencies. */
const changed = ['contracts', 'orders-ms', 'products-ms', 'loyalty-ms', 'launcher'];

/** A copy of the repository in which all four recipes are applied. */
let copy: string;
const read = (path: string): string => readFileSync(join(copy, path), 'utf8');

/** Runs a command in the copy. Rejects with its output when it fails. */
async function run(command: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' };
  const limits = { maxBuffer: 64 << 20 };
  return promisify(execFile)(command, args, { cwd: copy, env, ...limits }).then(
    ({ stdout }) => stdout,
    (error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout ?? ''}${error.stderr ?? ''}`);
    },
  );
}
const tool = (name: string, ...args: string[]) => run(join('node_modules', '.bin', name), ...args);

/**
 * Compiles a folder without checking types, in under a second: one typecheck over all changed
 * workspaces follows.
 */
function emit(source: string, into: string): void {
  for (const file of readdirSync(join(copy, source), { recursive: true, encoding: 'utf8' })) {
    if (!/\.ts$/.test(file) || /\.(d|spec|test-d)\.ts$/.test(file)) continue;
    const target = join(copy, into, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transformFileSync(join(copy, source, file), swc).code);
  }
}
const swc: Options = {
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
};

beforeAll(async () => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'orderwire-recipes-')));
  copyRepository(copy);
  // The recipes' commands, in their order; `npm run build` and `npm run generate` as their parts for
  // what has changed.
  await run('git', 'apply', ...patches.map((name) => `docs/recipes/${name}.patch`));
  linkWorkspace('loyalty-ms');
  await tool('tsc', '-p', 'contracts/tsconfig.build.json');
  emit('contracts/tools', 'contracts/dist/tools');
  await run('node', 'contracts/dist/tools/generate.js');
  await run('npm', 'exec', '-w', 'orders-ms', '--', 'orderwire-prisma', 'generate');
  for (const workspace of changed.slice(1)) emit(`${workspace}/src`, `${workspace}/dist`);
  await run('node', 'launcher/dist/compose/write-permissions.js');
  await run('node', 'launcher/dist/helm/write-chart.js');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the recipes of docs/architecture.md', () => {
  it('add a field: the contracts of an order have it', () => {
    const { definitions } = JSON.parse(read('contracts/snapshots/orders.create.json')) as {
      definitions: Record<string, object>;
    };
    for (const message of ['CreateOrderRequest', 'OrderView'])
      expect(definitions[message]).toHaveProperty('properties.giftWrap', { type: 'boolean' });
  });

  it('add an event: it is documented, and its publisher and consumer have permission', () => {
    expect(existsSync(join(copy, 'contracts/snapshots/product.deleted.json'))).toBe(true);
    expect(read('docs/subjects.md')).toContain('| `product.deleted` | `ProductDeleted` | products-ms |');
    expect(permissionsOf('products-ms')).toContain('"product.deleted"');
    expect(permissionsOf('orders-ms')).toContain('MSG.NEXT.orderwire_events.orders_ms_log_deleted_product"');
  });

  it('add a service: it may consume its event', () => {
    expect(permissionsOf('loyalty-ms')).toContain('MSG.NEXT.orderwire_events.loyalty_ms_award_points"');
  });

  it('add a variable: the service reads it', () => {
    expect(read('products-ms/dist/config.js')).toContain('HOLD_RECHECK_SECONDS');
  });

  it('keep the rules of Compose, of the Helm chart and of subjects, and their own tests are green', async () => {
    const config = 'jest.recipes.config.mjs';
    writeFileSync(join(copy, config), testsWithoutServers);
    await run('npx', '--node-options=--experimental-vm-modules', 'jest', '-c', config);
  });

  it('keep the types of the changed workspaces, tests included', async () => {
    const config = {
      extends: './products-ms/tsconfig.json',
      compilerOptions: { rootDir: '.' },
      include: changed.flatMap((name) => [`${name}/src`, `${name}/test`]),
    };
    writeFileSync(join(copy, 'tsconfig.recipes.json'), JSON.stringify(config));
    await tool('tsc', '-p', 'tsconfig.recipes.json', '--noEmit');
  });

  it('keep the import rules', async () => {
    const folders = [...changed, 'platform'].flatMap((name) =>
      ['src', 'test'].map((part) => `${name}/${part}`).filter((path) => existsSync(join(copy, path))),
    );
    await tool('depcruise', '--config', '.dependency-cruiser.cjs', ...folders);
  });

  // ESLint is left out: its typed rules would add a third to the time of this file.
  it('leave formatted files', async () => {
    const files = patches.flatMap((name) =>
      [...read(`docs/recipes/${name}.patch`).matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file = '']) => file),
    );
    await tool('prettier', '--check', '--ignore-unknown', ...new Set(files));
  });
});

/** The user of a service in the generated NATS configuration. */
const permissionsOf = (service: string): string =>
  read('deploy/nats/permissions.conf').split(`user: "${service}"`)[1]?.split('user: "')[0] ?? '';

/**
 * Tests of the containers, of the variables that they receive, of the Helm chart, of subjects and of
 * the new service.
 */
const testsWithoutServers = `import { projectsOf } from './jest.projects.mjs';
const specs = {
  contracts: 'src/subjects.spec.ts',
  'loyalty-ms': 'src/**/*.spec.ts',
  launcher: 'test/{compose/{rules,settings},helm/services,supply-chain}.it-spec.ts',
};
const projects = { unit: await projectsOf('unit'), integration: await projectsOf('integration') };
export default {
  maxWorkers: 1,
  testTimeout: 180_000,
  projects: Object.entries(specs).map(([name, spec]) => {
    const kind = name === 'launcher' ? 'integration' : 'unit';
    const { globalSetup, globalTeardown, setupFiles, ...project } = projects[kind].find(
      ({ displayName }) => displayName === name,
    );
    return { ...project, testMatch: ['<rootDir>/' + spec] };
  }),
};
`;

/** Copies tracked files and what was built from them, and links the installed packages. */
function copyRepository(target: string): void {
  const git = ['ls-files', '-z', '--recurse-submodules'];
  const files = execFileSync('git', git, { cwd: repositoryRoot, encoding: 'utf8', maxBuffer: 16 << 20 });
  for (const file of files.split('\0').filter((name) => name && existsSync(join(repositoryRoot, name)))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(repositoryRoot, file), join(target, file));
  }
  const { workspaces } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  const packages = join(target, 'node_modules');
  mkdirSync(join(packages, '@orderwire'), { recursive: true });
  for (const name of readdirSync(join(repositoryRoot, 'node_modules')))
    if (name !== '@orderwire') symlinkSync(join(repositoryRoot, 'node_modules', name), join(packages, name));
  for (const workspace of workspaces) {
    linkWorkspace(workspace);
    const source = join(repositoryRoot, workspace);
    for (const built of ['dist', 'src/generated', 'src/outbound/generated'])
      if (existsSync(join(source, built)))
        cpSync(join(source, built), join(target, workspace, built), { recursive: true });
    // npm installs a package here when workspaces need different versions of it.
    if (existsSync(join(source, 'node_modules')))
      symlinkSync(join(source, 'node_modules'), join(target, workspace, 'node_modules'));
  }
}

/** What `npm install` does for a workspace: it resolves to its folder in the copy. */
function linkWorkspace(workspace: string): void {
  symlinkSync(join('..', '..', workspace), join(copy, 'node_modules', '@orderwire', workspace));
}
