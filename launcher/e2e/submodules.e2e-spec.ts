import { afterAll, describe, expect, it } from '@jest/globals';
import { locateNatsServer } from '@orderwire/platform/testing';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../src/repository.js';
import { split } from '../src/submodules/split.js';
import { readState } from '../src/system/state-file.js';

const folder = mkdtempSync(join(tmpdir(), 'orderwire-submodules-'));
chmodSync(folder, 0o755); // as root, PostgreSQL gets another account, which must be able to enter
const clone = join(folder, 'work');
const running = new Set<ChildProcess>();

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, encoding: 'utf8' }).trimEnd();

/** Where the tests run in a launcher repository or without history, there is no monorepo to split. */
const inMonorepo =
  existsSync(join(repositoryRoot, '.git')) &&
  !existsSync(join(repositoryRoot, '.gitmodules')) &&
  git(repositoryRoot, 'rev-parse', '--is-shallow-repository') === 'false';

/** As a person runs it: none of what jest set for itself. */
async function bootstrap(command: string): Promise<{ child: ChildProcess; output: () => string }> {
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, NODE_ENV: ___, ...environment } = process.env;
  const child = spawn(process.execPath, ['launcher/bootstrap.mjs', command], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, NATS_SERVER_BIN: await locateNatsServer() },
  });
  running.add(child);
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => parts.push(text));
  }
  child.once('close', () => running.delete(child));
  return { child, output: () => parts.join('') };
}

const ended = (child: ChildProcess) =>
  child.exitCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise<number | null>((resolve) => child.once('close', resolve));

describe('the launcher repository', () => {
  (inMonorepo ? it : it.skip)(
    'cloned with its submodules, starts, takes an order to PAID, stops, and stays clean',
    async () => {
      // A clone of the last commit: the folder it is made from may have changes of somebody who works there.
      git(folder, 'clone', '--quiet', repositoryRoot, 'mono');
      git(join(folder, 'mono'), 'switch', '--quiet', '-C', 'main');
      await split(join(folder, 'mono'), join(folder, 'bare'), () => undefined);
      git(folder, 'clone', '--quiet', '--recurse-submodules', join(folder, 'bare', 'orderwire.git'), 'work');
      takePackages();

      const start = await bootstrap('start');
      const up = new Promise<void>((resolve) => {
        start.child.stdout?.on('data', () => readState(join(clone, '.orderwire')) && resolve());
      });
      await Promise.race([up, ended(start.child)]);
      expect(start.output()).toMatch(/workspaces built[^]*Orderwire is up/);

      const demo = await bootstrap('demo');
      expect([await ended(demo.child), demo.output()]).toEqual([0, expect.stringContaining('PAID')]);

      start.child.kill('SIGINT');
      expect(await ended(start.child)).toBe(0);
      expect(git(clone, 'status', '--porcelain')).toBe('');
    },
    400_000,
  );
});

/**
 * The packages of this checkout, to save the time of installing them: copied, except for what was built, with links that
 * lead to the clone's own workspaces. The bootstrap compares them with the clone's lock file and installs what differs.
 */
function takePackages(): void {
  const homes = ['.', 'contracts', 'platform', 'client-gateway'];
  for (const home of homes.filter((name) => existsSync(join(repositoryRoot, name, 'node_modules')))) {
    cpSync(join(repositoryRoot, home, 'node_modules'), join(clone, home, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.orderwire-build.json'),
    });
  }
}
