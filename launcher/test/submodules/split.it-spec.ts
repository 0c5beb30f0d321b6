import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitFixture } from './git-fixture.js';

let fixture: GitFixture;

/** Each test of this block starts with a monorepo that was never split, or was split once. */
function startWith(state: 'monorepo' | 'split'): void {
  beforeAll(async () => {
    fixture = new GitFixture().createMonorepo();
    if (state === 'split') await fixture.split();
    fixture.save();
  });
  beforeEach(() => void fixture.restore());
  afterAll(() => fixture.remove());
}

const subjects = (repository: string, ref = 'main') =>
  fixture.git(`bare/${repository}.git`, 'log', '--format=%s', ref).split('\n').filter(Boolean);
const files = (repository: string) =>
  fixture.git(`bare/${repository}.git`, 'ls-tree', '-r', '--name-only', 'main').split('\n');

describe('split', () => {
  startWith('monorepo');

  it('gives each workspace the commits that touched it, with their authors, dates and messages', async () => {
    process.env.GIT_AUTHOR_DATE = '2001-02-03T04:05:06+0700';
    fixture.commit('mono', { 'platform/index.js': '2' }, 'feat(platform): grow\n\nWith a reason: ärger.');
    delete process.env.GIT_AUTHOR_DATE;
    await fixture.split();
    expect(subjects('orders-ms')).toEqual(['feat(orders): grow', 'feat: first services']);
    expect(subjects('platform')).toEqual(['feat(platform): grow', 'feat: first services']);
    expect(files('orders-ms')).toEqual(['index.js', 'package.json']);
    const whole = '--format=%an <%ae> %ad %cn %cd%n%B';
    expect(fixture.git('bare/platform.git', 'log', '-1', whole)).toBe(
      fixture.git('mono', 'log', '-1', whole),
    );
  });

  it('keeps merges, except those that merge nothing into a folder', async () => {
    fixture.git('mono', 'switch', '--quiet', '-c', 'side', 'HEAD~1');
    fixture.commit('mono', { 'orders-ms/other.js': '1' }, 'feat(orders): aside');
    fixture.git('mono', 'switch', '--quiet', 'main');
    fixture.commit('mono', { 'platform/index.js': '2' }, 'feat(platform): meanwhile');
    fixture.git('mono', 'merge', '--quiet', '--no-ff', '-m', 'merge: side', 'side');
    await fixture.split();
    expect(fixture.git('bare/orders-ms.git', 'rev-list', '--merges', '--count', 'main')).toBe('1');
    expect(subjects('platform')).toEqual(['feat(platform): meanwhile', 'feat: first services']);
  });

  it('continues the history of a workspace that was removed and restored', async () => {
    const content = (text: string) => ({ 'orders-ms/index.js': text, 'orders-ms/package.json': text });
    fixture.commit('mono', content(''), 'feat: without orders');
    fixture.commit('mono', content('4'), 'feat: with orders');
    await fixture.split();
    expect(subjects('orders-ms').slice(0, 2)).toEqual(['feat: with orders', 'feat: without orders']);
    expect(fixture.git('bare/orders-ms.git', 'rev-list', '--max-parents=0', '--count', 'main')).toBe('1');
  });

  it('makes a folder a submodule with its package.json, and changes no older launcher commit', async () => {
    fixture.commit('mono', { 'docs/page.md': '1' }, 'docs: a page');
    await fixture.split();
    fixture.commit('mono', { 'docs/package.json': '{}' }, 'build: a workspace for the pages');
    await fixture.split();
    expect(subjects('docs')).toEqual(['build: a workspace for the pages', 'docs: a page']);
    const kind = (ref: string) => fixture.git('bare/shop.git', 'ls-tree', ref, 'docs').split(' ')[1];
    expect([kind('main~1'), kind('main')]).toEqual(['tree', 'commit']);
  });

  it('copies lightweight and annotated tags and never moves an existing one', async () => {
    fixture.git('mono', 'tag', 'light', 'HEAD~1');
    fixture.git('mono', 'tag', '-a', 'v1', '-m', 'first version');
    await fixture.split();
    expect(subjects('orders-ms', 'light')).toEqual(['feat: first services']);
    expect(
      fixture.git('bare/orders-ms.git', 'for-each-ref', '--format=%(objecttype) %(contents)', 'refs/tags/v1'),
    ).toBe('tag first version');
    const old = fixture.git('bare/orders-ms.git', 'rev-parse', 'light');
    fixture.git('mono', 'tag', '-f', 'light');
    expect(await fixture.split()).toMatch(/orders-ms +keeps its own light/);
    expect(fixture.git('bare/orders-ms.git', 'rev-parse', 'light')).toBe(old);
  });

  it('rejects uncommitted changes and lists them', async () => {
    writeFileSync(fixture.path('mono', 'new.txt'), 'x');
    await expect(fixture.split()).rejects.toThrow('commit or stash them first:\n  ?? new.txt');
    expect(existsSync(fixture.bare)).toBe(false);
  });

  it('names an address that it cannot read', async () => {
    await expect(fixture.split(`file://${fixture.path('nowhere')}`)).rejects.toThrow(
      /nowhere\/orders-ms\.git cannot be read/,
    );
  });
});

describe('split, after its first run', () => {
  startWith('split');

  it('keeps the root and launcher/ in the launcher repository, with pointers by relative addresses', async () => {
    expect(files('shop')).toEqual(
      expect.arrayContaining(['.gitmodules', 'README.md', 'launcher/main.js', 'orders-ms', 'package.json']),
    );
    expect(fixture.git('bare/shop.git', 'show', 'main:.gitmodules')).toContain('url = ../orders-ms.git');
    expect(existsSync(join(fixture.bare, 'launcher.git'))).toBe(false);
    expect(fixture.git('bare/shop.git', 'fsck', '--strict')).toBe('');
  });

  it('creates a launcher commit for every commit, with the pointers of that time', async () => {
    expect(subjects('shop')).toEqual(['feat(orders): grow', 'feat: first services', 'docs: begin']);
    const pointed = (ref: string) => fixture.git('bare/shop.git', 'rev-parse', `${ref}:orders-ms`);
    expect(pointed('main')).toBe(fixture.git('bare/orders-ms.git', 'rev-parse', 'main'));
    expect(pointed('main~1')).toBe(fixture.git('bare/orders-ms.git', 'rev-parse', 'main~1'));
  });

  it('creates repositories whose clone has the same files', async () => {
    fixture.clone();
    const inMono = readdirSync(fixture.mono, { recursive: true }).filter(
      (name) => !String(name).startsWith('.git'),
    );
    for (const name of inMono) expect(existsSync(fixture.path('work', String(name)))).toBe(true);
  });

  it('adds only new commits in a second run', async () => {
    const before = fixture.git('bare/orders-ms.git', 'rev-parse', 'main');
    expect(await fixture.split()).toMatch(/orders-ms +is up to date/);
    fixture.commit('mono', { 'orders-ms/index.js': '3' }, 'fix(orders): repair');
    const output = await fixture.split();
    expect(output).toMatch(/orders-ms +1 new commit$/m);
    expect(output).toMatch(/platform +is up to date/);
    expect(fixture.git('bare/orders-ms.git', 'rev-parse', 'main~1')).toBe(before);
  });

  it('pushes nothing when a repository has commits of its own', async () => {
    fixture.pushFromElsewhere('platform', { 'mine.js': '1' }, 'feat: pushed by another clone');
    fixture.commit('mono', { 'orders-ms/index.js': '3' }, 'fix(orders): repair');
    const before = subjects('orders-ms');
    await expect(fixture.split()).rejects.toThrow(/platform\.git has commits on main that did not come from/);
    expect(subjects('orders-ms')).toEqual(before);
    expect(subjects('platform')[0]).toBe('feat: pushed by another clone');
  });

  it('rejects a shallow clone, a detached HEAD and a launcher repository', async () => {
    fixture.git('.', 'clone', '--quiet', '--depth=1', `file://${fixture.mono}`, 'shallow');
    const in_ = (name: string) =>
      Object.assign(Object.create(fixture) as GitFixture, { mono: fixture.path(name) });
    await expect(in_('shallow').split()).rejects.toThrow('git fetch --unshallow');
    fixture.clone();
    await expect(in_('work').split()).rejects.toThrow('launcher repository already');
    fixture.git('mono', 'checkout', '--quiet', '--detach');
    await expect(fixture.split()).rejects.toThrow('git switch main');
  });
});
