import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { check } from '../../src/submodules/check.js';
import { captureOutput, GitFixture } from './git-fixture.js';

let fixture: GitFixture;
let work: string;
beforeAll(async () => {
  fixture = new GitFixture().createMonorepo();
  await fixture.split();
  work = fixture.clone();
  fixture.git('work/orders-ms', 'switch', '--quiet', 'main');
  fixture.save();
});
beforeEach(() => void fixture.restore());
afterAll(() => fixture.remove());

const run = (...args: string[]) => captureOutput(() => check(args, work));
const none = '0'.repeat(40);
const head = (repository = 'work') => fixture.git(repository, 'rev-parse', 'HEAD');

/** Runs the pre-push hook as git does for a push of main. */
const pushing = (local = head(), there = fixture.git('bare/shop.git', 'rev-parse', 'main'), from = work) =>
  captureOutput(() =>
    check(
      ['--hook', 'origin', 'url'],
      from,
      async () => `refs/heads/main ${local} refs/heads/main ${there}\n`,
    ),
  );

/** Makes the launcher point at a commit of orders-ms that was never pushed. */
function pointAtUnpushedCommit(): string {
  const id = fixture.commit('work/orders-ms', { 'index.js': '9' }, 'fix: here only');
  fixture.git('work', 'commit', '--quiet', '-am', 'chore: point there');
  return id;
}

describe('check', () => {
  it('passes when every commit is on its remote', async () => {
    expect(await run()).toEqual({ result: 0, output: 'All 2 submodule commits are on their remotes.' });
  });

  it('reports a commit that was never pushed, with commands that solve it', async () => {
    const id = pointAtUnpushedCommit();
    const { result, output } = await run();
    expect(result).toBe(1);
    expect(output).toContain(
      `orders-ms points at ${id.slice(0, 9)} ("fix: here only"), which was never pushed`,
    );
    const advice = /git -C orders-ms push .*/.exec(output)?.[0].split(' ').slice(3) ?? [];
    fixture.git('work/orders-ms', ...advice);
    expect((await run()).result).toBe(0);
  });

  it('creates a branch for a commit on no branch', async () => {
    fixture.git('work/orders-ms', 'switch', '--quiet', '--detach');
    pointAtUnpushedCommit();
    const { output } = await run();
    for (const [line] of output.matchAll(/git -C orders-ms .*/g)) {
      fixture.git('work/orders-ms', ...line.split(' ').slice(3));
    }
    expect((await run()).result).toBe(0);
  });

  it('fetches: a branch deleted on the remote no longer counts, a new one does', async () => {
    fixture.git('work/orders-ms', 'switch', '--quiet', '-c', 'feature');
    const id = pointAtUnpushedCommit();
    fixture.git('work/orders-ms', 'push', '--quiet', 'origin', 'feature');
    expect((await run()).result).toBe(0);
    fixture.git('bare/orders-ms.git', 'branch', '--quiet', '-D', 'feature');
    expect((await run()).result).toBe(1);
    fixture.git(
      'work/orders-ms',
      'push',
      '--quiet',
      fixture.path('bare/orders-ms.git'),
      `${id}:refs/heads/other`,
    );
    expect((await run()).result).toBe(0);
  });

  it('completes a shallow single-branch clone', async () => {
    const old = fixture.git('bare/orders-ms.git', 'rev-parse', 'main');
    fixture.pushFromElsewhere('orders-ms', { 'index.js': '5' }, 'fix: newer');
    fixture.pushFromElsewhere('orders-ms', { 'index.js': '6' }, 'fix: newest');
    rmSync(fixture.path('work/orders-ms'), { recursive: true });
    fixture.git(
      'work',
      'clone',
      '--quiet',
      '--depth=1',
      `file://${fixture.path('bare/orders-ms.git')}`,
      'orders-ms',
    );
    fixture.git('work/orders-ms', 'fetch', '--quiet', '--depth=1', 'origin', old);
    expect((await run()).result).toBe(0);
  });

  it('counts an unreachable remote as a problem', async () => {
    fixture.git('work/orders-ms', 'remote', 'set-url', 'origin', fixture.path('gone.git'));
    const { result, output } = await run();
    expect(result).toBe(1);
    expect(output).toContain('remote that cannot be reached');
  });

  it('fails in the monorepo', async () => {
    await expect(check([], fixture.mono)).rejects.toThrow(/^This is the monorepo/);
  });
});

describe('the pre-push hook', () => {
  it('checks only the commits being pushed', async () => {
    const before = head();
    pointAtUnpushedCommit();
    expect((await pushing(before)).result).toBe(0);
    expect((await pushing()).result).toBe(1);
    expect((await pushing(none)).result).toBe(0); // a branch is deleted
  });

  it('checks every commit of a new branch, also when a later one corrects it', async () => {
    pointAtUnpushedCommit();
    fixture.git('work/orders-ms', 'reset', '--quiet', '--hard', 'HEAD~1');
    fixture.git('work', 'commit', '--quiet', '-am', 'chore: point back');
    const { result, output } = await pushing(head(), none);
    expect(result).toBe(1);
    expect(output).toContain(`launcher commit ${fixture.git('work', 'rev-parse', 'HEAD~1').slice(0, 9)}`);
  });

  it('passes when the remote has a commit that is unknown here', async () => {
    expect((await pushing(head(), 'f'.repeat(40))).result).toBe(0);
  });

  it('passes a branch without submodules', async () => {
    expect((await pushing(none, none, fixture.mono)).result).toBe(0);
  });

  it('is installed once, is executable, and stops a push', async () => {
    const { output } = await run('--install');
    const file = fixture.path('work/.git/hooks/pre-push');
    expect(output).toContain('git push runs the check from now on');
    expect(statSync(file).mode & 0o111).not.toBe(0);
    expect((await run('--install')).output).toContain('has the check already');
    // A bootstrap that records its input and fails.
    const input = fixture.path('input');
    mkdirSync(fixture.path('work/launcher'), { recursive: true });
    writeFileSync(
      fixture.path('work/launcher/bootstrap.mjs'),
      `import { readFileSync, writeFileSync } from 'node:fs';
       writeFileSync(${JSON.stringify(input)}, process.argv.slice(2).join(' ') + '|' + readFileSync(0)); process.exit(1);`,
    );
    pointAtUnpushedCommit();
    expect(() => fixture.git('work', 'push', '--quiet', 'origin', 'main')).toThrow();
    expect(readFileSync(input, 'utf8')).toMatch(
      new RegExp(
        `^launcher check --hook origin .*shop\\.git\\|refs/heads/main ${head()} refs/heads/main \\w+\\n$`,
      ),
    );
  });

  it('keeps an existing hook and prints the line to add', async () => {
    const file = fixture.path('work/.git/hooks/pre-push');
    mkdirSync(fixture.path('work/.git/hooks'), { recursive: true });
    writeFileSync(file, '#!/bin/sh\necho mine\n');
    chmodSync(file, 0o755);
    await expect(run('--install')).rejects.toThrow(/launcher check --hook "\$@" \|\| exit 1/);
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\necho mine\n');
  });

  it('is installed in core.hooksPath', async () => {
    fixture.git('work', 'config', 'core.hooksPath', 'our-hooks');
    await run('--install');
    expect(existsSync(fixture.path('work/our-hooks/pre-push'))).toBe(true);
  });
});
