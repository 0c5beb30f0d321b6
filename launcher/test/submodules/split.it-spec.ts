import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Shelf } from './shelf.js';

let shelf: Shelf;
beforeAll(() => {
  shelf = new Shelf().makeMono().keep();
});
beforeEach(() => void shelf.restore());
afterAll(() => shelf.remove());

const subjects = (repository: string, ref = 'main') =>
  shelf.git(`bare/${repository}.git`, 'log', '--format=%s', ref).split('\n').filter(Boolean);
const files = (repository: string) =>
  shelf.git(`bare/${repository}.git`, 'ls-tree', '-r', '--name-only', 'main').split('\n');

describe('split', () => {
  it('gives each workspace the commits that touched it, with their authors, dates and messages', async () => {
    process.env.GIT_AUTHOR_DATE = '2001-02-03T04:05:06+0700';
    shelf.commit('mono', { 'platform/index.js': '2' }, 'feat(platform): grow\n\nWith a reason: ärger.');
    delete process.env.GIT_AUTHOR_DATE;
    await shelf.split();
    expect(subjects('orders-ms')).toEqual(['feat(orders): grow', 'feat: the first house']);
    expect(subjects('platform')).toEqual(['feat(platform): grow', 'feat: the first house']);
    expect(files('orders-ms')).toEqual(['index.js']);
    const whole = '--format=%an <%ae> %ad %cn %cd%n%B';
    expect(shelf.git('bare/platform.git', 'log', '-1', whole)).toBe(shelf.git('mono', 'log', '-1', whole));
  });

  it('keeps the root and launcher/ in the launcher repository, with pointers by relative addresses', async () => {
    await shelf.split();
    expect(files('shop')).toEqual(
      expect.arrayContaining(['.gitmodules', 'README.md', 'launcher/main.js', 'orders-ms', 'package.json']),
    );
    expect(shelf.git('bare/shop.git', 'show', 'main:.gitmodules')).toContain('url = ../orders-ms.git');
    expect(existsSync(join(shelf.bare, 'launcher.git'))).toBe(false);
    expect(shelf.git('bare/shop.git', 'fsck', '--strict')).toBe('');
  });

  it('makes of every commit a launcher commit that points at the state of that time', async () => {
    await shelf.split();
    expect(subjects('shop')).toEqual(['feat(orders): grow', 'feat: the first house', 'docs: begin']);
    const pointed = (ref: string) => shelf.git('bare/shop.git', 'rev-parse', `${ref}:orders-ms`);
    expect(pointed('main')).toBe(shelf.git('bare/orders-ms.git', 'rev-parse', 'main'));
    expect(pointed('main~1')).toBe(shelf.git('bare/orders-ms.git', 'rev-parse', 'main~1'));
  });

  it('can be cloned with its submodules, and gives the same files', async () => {
    await shelf.split();
    shelf.clone();
    const inMono = readdirSync(shelf.mono, { recursive: true }).filter(
      (name) => !String(name).startsWith('.git'),
    );
    for (const name of inMono) expect(existsSync(shelf.path('work', String(name)))).toBe(true);
  });

  it('adds only what is new when it runs again', async () => {
    await shelf.split();
    const before = shelf.git('bare/orders-ms.git', 'rev-parse', 'main');
    expect(await shelf.split()).toMatch(/orders-ms +is up to date/);
    shelf.commit('mono', { 'orders-ms/index.js': '3' }, 'fix(orders): mend');
    const said = await shelf.split();
    expect(said).toMatch(/orders-ms +1 new commit$/m);
    expect(said).toMatch(/platform +is up to date/);
    expect(shelf.git('bare/orders-ms.git', 'rev-parse', 'main~1')).toBe(before);
  });

  it('carries merges over, and leaves out those that merge nothing into a folder', async () => {
    shelf.git('mono', 'switch', '--quiet', '-c', 'side', 'HEAD~1');
    shelf.commit('mono', { 'orders-ms/other.js': '1' }, 'feat(orders): aside');
    shelf.git('mono', 'switch', '--quiet', 'main');
    shelf.commit('mono', { 'platform/index.js': '2' }, 'feat(platform): meanwhile');
    shelf.git('mono', 'merge', '--quiet', '--no-ff', '-m', 'merge: side', 'side');
    await shelf.split();
    expect(shelf.git('bare/orders-ms.git', 'rev-list', '--merges', '--count', 'main')).toBe('1');
    expect(subjects('platform')).toEqual(['feat(platform): meanwhile', 'feat: the first house']);
  });

  it('continues the history of a workspace that was removed and came back', async () => {
    shelf.commit('mono', { 'orders-ms/index.js': '' }, 'feat: without orders');
    shelf.commit('mono', { 'orders-ms/index.js': '4' }, 'feat: with orders');
    await shelf.split();
    expect(subjects('orders-ms').slice(0, 2)).toEqual(['feat: with orders', 'feat: without orders']);
    expect(shelf.git('bare/orders-ms.git', 'rev-list', '--max-parents=0', '--count', 'main')).toBe('1');
  });

  it('keeps tags, light and annotated, and never moves one that is there', async () => {
    shelf.git('mono', 'tag', 'light', 'HEAD~1');
    shelf.git('mono', 'tag', '-a', 'v1', '-m', 'the first');
    await shelf.split();
    expect(subjects('orders-ms', 'light')).toEqual(['feat: the first house']);
    expect(
      shelf.git('bare/orders-ms.git', 'for-each-ref', '--format=%(objecttype) %(contents)', 'refs/tags/v1'),
    ).toBe('tag the first');
    const old = shelf.git('bare/orders-ms.git', 'rev-parse', 'light');
    shelf.git('mono', 'tag', '-f', 'light');
    expect(await shelf.split()).toMatch(/orders-ms +keeps its own light/);
    expect(shelf.git('bare/orders-ms.git', 'rev-parse', 'light')).toBe(old);
  });

  it('pushes nothing at all when one repository has commits of its own', async () => {
    await shelf.split();
    shelf.elsewhere('platform', { 'mine.js': '1' }, 'feat: made elsewhere');
    shelf.commit('mono', { 'orders-ms/index.js': '3' }, 'fix(orders): mend');
    const before = subjects('orders-ms');
    await expect(shelf.split()).rejects.toThrow(/platform\.git has commits on main that did not come from/);
    expect(subjects('orders-ms')).toEqual(before);
    expect(subjects('platform')[0]).toBe('feat: made elsewhere');
  });

  it('refuses a tree with changes, and names them', async () => {
    writeFileSync(shelf.path('mono', 'new.txt'), 'x');
    await expect(shelf.split()).rejects.toThrow('commit or stash them first:\n  ?? new.txt');
    expect(existsSync(shelf.bare)).toBe(false);
  });

  it('refuses a shallow clone, a detached HEAD and a launcher repository', async () => {
    await shelf.split();
    shelf.git('.', 'clone', '--quiet', '--depth=1', `file://${shelf.mono}`, 'shallow');
    const in_ = (name: string) => Object.assign(Object.create(shelf) as Shelf, { mono: shelf.path(name) });
    await expect(in_('shallow').split()).rejects.toThrow('git fetch --unshallow');
    shelf.clone();
    await expect(in_('work').split()).rejects.toThrow('launcher repository already');
    shelf.git('mono', 'checkout', '--quiet', '--detach');
    await expect(shelf.split()).rejects.toThrow('git switch main');
  });

  it('says which address it cannot read', async () => {
    await expect(shelf.split(`file://${shelf.path('nowhere')}`)).rejects.toThrow(
      /nowhere\/orders-ms\.git cannot be read/,
    );
  });
});
