import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { check } from '../../src/submodules/check.js';
import { listen, Shelf } from './shelf.js';

let shelf: Shelf;
let work: string;
beforeAll(async () => {
  shelf = new Shelf().makeMono();
  await shelf.split();
  work = shelf.clone();
  shelf.git('work/orders-ms', 'switch', '--quiet', 'main');
  shelf.keep();
});
beforeEach(() => void shelf.restore());
afterAll(() => shelf.remove());

const run = (...args: string[]) => listen(() => check(args, work));
const none = '0'.repeat(40);
const head = (repository = 'work') => shelf.git(repository, 'rev-parse', 'HEAD');

/** What git's pre-push hook is told when main is pushed. */
const pushing = (local = head(), there = shelf.git('bare/shop.git', 'rev-parse', 'main'), from = work) =>
  listen(() =>
    check(
      ['--hook', 'origin', 'url'],
      from,
      async () => `refs/heads/main ${local} refs/heads/main ${there}\n`,
    ),
  );

/** The launcher points at a commit of orders-ms that only this machine has. */
function theClassicMistake(): string {
  const id = shelf.commit('work/orders-ms', { 'index.js': '9' }, 'fix: here only');
  shelf.git('work', 'commit', '--quiet', '-am', 'chore: point there');
  return id;
}

describe('check', () => {
  it('passes when every commit is on its remote', async () => {
    expect(await run()).toEqual({ result: 0, said: 'All 2 submodule commits are on their remotes.' });
  });

  it('refuses a commit that was never pushed, and its advice mends it', async () => {
    const id = theClassicMistake();
    const { result, said } = await run();
    expect(result).toBe(1);
    expect(said).toContain(
      `orders-ms points at ${id.slice(0, 9)} ("fix: here only"), which was never pushed`,
    );
    const advice = /git -C orders-ms push .*/.exec(said)?.[0].split(' ').slice(3) ?? [];
    shelf.git('work/orders-ms', ...advice);
    expect((await run()).result).toBe(0);
  });

  it('gives a commit on no branch a branch first', async () => {
    shelf.git('work/orders-ms', 'switch', '--quiet', '--detach');
    theClassicMistake();
    const { said } = await run();
    for (const [line] of said.matchAll(/git -C orders-ms .*/g)) {
      shelf.git('work/orders-ms', ...line.split(' ').slice(3));
    }
    expect((await run()).result).toBe(0);
  });

  it('asks the remote: a branch that was deleted there counts no more, one that came counts', async () => {
    shelf.git('work/orders-ms', 'switch', '--quiet', '-c', 'feature');
    const id = theClassicMistake();
    shelf.git('work/orders-ms', 'push', '--quiet', 'origin', 'feature');
    expect((await run()).result).toBe(0);
    shelf.git('bare/orders-ms.git', 'branch', '--quiet', '-D', 'feature');
    expect((await run()).result).toBe(1);
    shelf.git(
      'work/orders-ms',
      'push',
      '--quiet',
      shelf.path('bare/orders-ms.git'),
      `${id}:refs/heads/other`,
    );
    expect((await run()).result).toBe(0);
  });

  it('fetches the rest of a shallow clone of one branch before it judges', async () => {
    const old = shelf.git('bare/orders-ms.git', 'rev-parse', 'main');
    shelf.elsewhere('orders-ms', { 'index.js': '5' }, 'fix: newer');
    shelf.elsewhere('orders-ms', { 'index.js': '6' }, 'fix: newest');
    rmSync(shelf.path('work/orders-ms'), { recursive: true });
    shelf.git(
      'work',
      'clone',
      '--quiet',
      '--depth=1',
      `file://${shelf.path('bare/orders-ms.git')}`,
      'orders-ms',
    );
    shelf.git('work/orders-ms', 'fetch', '--quiet', '--depth=1', 'origin', old);
    expect((await run()).result).toBe(0);
  });

  it('believes nothing that it could not ask', async () => {
    shelf.git('work/orders-ms', 'remote', 'set-url', 'origin', shelf.path('gone.git'));
    const { result, said } = await run();
    expect(result).toBe(1);
    expect(said).toContain('remote that cannot be reached');
  });

  it('says in the monorepo that it is one', async () => {
    await expect(check([], shelf.mono)).rejects.toThrow(/^This is the monorepo/);
  });
});

describe('the pre-push hook', () => {
  it('looks at the commits being pushed, and at no others', async () => {
    const before = head();
    theClassicMistake();
    expect((await pushing(before)).result).toBe(0);
    expect((await pushing()).result).toBe(1);
    expect((await pushing(none)).result).toBe(0); // a branch is deleted
  });

  it('looks at every commit of a new branch, also where a later one mended it', async () => {
    theClassicMistake();
    shelf.git('work/orders-ms', 'reset', '--quiet', '--hard', 'HEAD~1');
    shelf.git('work', 'commit', '--quiet', '-am', 'chore: point back');
    const { result, said } = await pushing(head(), none);
    expect(result).toBe(1);
    expect(said).toContain(`launcher commit ${shelf.git('work', 'rev-parse', 'HEAD~1').slice(0, 9)}`);
  });

  it('passes where the remote has something unknown here', async () => {
    expect((await pushing(head(), 'f'.repeat(40))).result).toBe(0);
  });

  it('lets pass what has no submodules', async () => {
    expect((await pushing(none, none, shelf.mono)).result).toBe(0);
  });

  it('is installed once, can be run, and stops a push', async () => {
    const { said } = await run('--install');
    const file = shelf.path('work/.git/hooks/pre-push');
    expect(said).toContain('git push runs the check from now on');
    expect(statSync(file).mode & 0o111).not.toBe(0);
    expect((await run('--install')).said).toContain('has the check already');
    // The real bootstrap installs and builds; this one says what it was given, and refuses.
    const told = shelf.path('told');
    mkdirSync(shelf.path('work/launcher'), { recursive: true });
    writeFileSync(
      shelf.path('work/launcher/bootstrap.mjs'),
      `import { readFileSync, writeFileSync } from 'node:fs';
       writeFileSync(${JSON.stringify(told)}, process.argv.slice(2).join(' ') + '|' + readFileSync(0)); process.exit(1);`,
    );
    theClassicMistake();
    expect(() => shelf.git('work', 'push', '--quiet', 'origin', 'main')).toThrow();
    expect(readFileSync(told, 'utf8')).toMatch(
      new RegExp(
        `^launcher check --hook origin .*shop\\.git\\|refs/heads/main ${head()} refs/heads/main \\w+\\n$`,
      ),
    );
  });

  it("leaves somebody else's hook as it is, and says which line to add", async () => {
    const file = shelf.path('work/.git/hooks/pre-push');
    mkdirSync(shelf.path('work/.git/hooks'), { recursive: true });
    writeFileSync(file, '#!/bin/sh\necho mine\n');
    chmodSync(file, 0o755);
    await expect(run('--install')).rejects.toThrow(/launcher check --hook "\$@" \|\| exit 1/);
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\necho mine\n');
  });

  it('goes where core.hooksPath points', async () => {
    shelf.git('work', 'config', 'core.hooksPath', 'our-hooks');
    await run('--install');
    expect(existsSync(shelf.path('work/our-hooks/pre-push'))).toBe(true);
  });
});
