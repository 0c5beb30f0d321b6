import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { locateNatsServer } from '@orderwire/test-kit';
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot, split } from '@orderwire/launcher/system';
import { linkPackages } from '../src/build-release.js';
import { environmentWithoutJest } from '../src/config.js';
import { until } from './harness/until.js';

const folder = mkdtempSync(join(tmpdir(), 'orderwire-submodules-'));
chmodSync(folder, 0o755); // as root, PostgreSQL gets another account, which must be able to enter
const bare = join(folder, 'bare');
const clone = join(folder, 'work');
const running = new Set<ChildProcess>();

afterAll(async () => {
  // A killed launcher leaves its processes behind, so SIGINT comes first.
  for (const child of running) {
    const patience = setTimeout(() => child.kill('SIGKILL'), 30_000);
    child.kill('SIGINT');
    await ended(child);
    clearTimeout(patience);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}, 120_000);

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, encoding: 'utf8' }).trimEnd();

/** Why this folder is no monorepo; undefined if it is one. */
const instead = !existsSync(join(repositoryRoot, '.git'))
  ? 'a folder without git'
  : existsSync(join(repositoryRoot, '.gitmodules'))
    ? 'a launcher repository already'
    : undefined;

/** A clone of the last commit, without uncommitted changes. */
function cloneMonorepo(): string {
  const mono = join(folder, 'mono');
  if (git(repositoryRoot, 'rev-parse', '--is-shallow-repository') === 'false') {
    git(folder, 'clone', '--quiet', repositoryRoot, 'mono');
    git(mono, 'switch', '--quiet', '-C', 'main');
    return mono;
  }
  // A shallow history cannot be split; a new one starts with the newest commit.
  mkdirSync(mono);
  const files = execFileSync('git', ['archive', 'HEAD'], { cwd: repositoryRoot, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x'], { cwd: mono, input: files });
  git(mono, 'init', '--quiet', '--initial-branch=main');
  git(mono, 'add', '--all');
  git(mono, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '-m', 'all');
  return mono;
}

/** Runs a command of the launcher as a process of its own. */
async function bootstrap(command: string): Promise<{ child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, ['launcher/bootstrap.mjs', command], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentWithoutJest(), NATS_SERVER_BIN: await locateNatsServer() },
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
  running.has(child)
    ? new Promise<number | null>((resolve) => child.once('close', resolve))
    : Promise.resolve(child.exitCode);

const where = instead ? ` (not tried: this is ${instead})` : '';
(instead ? describe.skip : describe)(`the repositories that split makes${where}`, () => {
  beforeAll(async () => {
    await split(cloneMonorepo(), bare, () => undefined);
    git(folder, 'clone', '--quiet', '--recurse-submodules', join(bare, 'orderwire.git'), 'work');
    linkPackages(clone);
    takeBuilds(clone, ['contracts', 'products-ms']);
  }, 300_000);

  it('start after a recursive clone, take an order to PAID, stop, and stay clean', async () => {
    const start = await bootstrap('start');
    const isUp = () => start.output().includes('Orderwire is up');
    await until(async () => isUp() || !running.has(start.child), Boolean, 380);
    expect(start.output()).toMatch(/2 of \d+ workspaces built[^]*Orderwire is up/);

    const demo = await bootstrap('demo');
    expect([await ended(demo.child), demo.output()]).toEqual([0, expect.stringContaining('PAID')]);

    start.child.kill('SIGINT');
    expect(await ended(start.child)).toBe(0);
    expect(git(clone, 'status', '--porcelain')).toBe('');
  }, 600_000);

  it('contain a service that compiles and passes its tests with only its libraries beside it', async () => {
    const shop = join(folder, 'shop');
    mkdirSync(shop);
    const workspaces = ['contracts', 'platform', 'test-kit', 'products-ms'];
    for (const name of workspaces) git(shop, 'clone', '--quiet', join(bare, `${name}.git`));
    writeFileSync(join(shop, 'package.json'), JSON.stringify({ private: true, workspaces }));
    linkPackages(shop);
    const npm = (...args: string[]) =>
      promisify(execFile)('npm', args, { cwd: shop, env: environmentWithoutJest(), maxBuffer: 2 ** 26 });
    for (const name of ['contracts', 'platform', 'test-kit']) {
      // The test above has built the same commits.
      const built = join(clone, name, 'dist');
      if (existsSync(built)) cpSync(built, join(shop, name, 'dist'), { recursive: true });
      else await npm('run', 'build', '--workspace', name);
    }
    await npm('run', 'build', '--workspace', 'products-ms');
    const { stderr } = await npm('test', '--workspace', 'products-ms', '--', '--selectProjects', 'unit');
    expect(stderr).toMatch(/Tests: +\d{2,} passed, \d+ total/);
    for (const name of workspaces) expect(git(join(shop, name), 'status', '--porcelain')).toBe('');
  }, 600_000);
});

/** Copies the builds of this checkout, which has the same sources, except for those of some workspaces. */
function takeBuilds(home: string, except: readonly string[]): void {
  const stampFile = join('node_modules', '.orderwire-build.json');
  const stamps = JSON.parse(readFileSync(join(repositoryRoot, stampFile), 'utf8')) as Record<string, string>;
  const taken = Object.entries(stamps).filter(([folder]) => !except.includes(folder));
  for (const [folder] of taken)
    cpSync(join(repositoryRoot, folder, 'dist'), join(home, folder, 'dist'), { recursive: true });
  writeFileSync(join(home, stampFile), JSON.stringify(Object.fromEntries(taken)));
}
