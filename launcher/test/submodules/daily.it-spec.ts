import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { bump } from '../../src/submodules/bump.js';
import { status } from '../../src/submodules/status.js';
import { update } from '../../src/submodules/update.js';
import type { ModuleState } from '../../src/submodules/module-state.js';
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

const orders = 'work/orders-ms';
const head = (repository: string) => shelf.git(repository, 'rev-parse', 'HEAD');
const states = async () => {
  const { said, result } = await listen(() => status(['--json'], work));
  const list = JSON.parse(said) as ModuleState[];
  return { result, orders: list.find(({ path }) => path === 'orders-ms') };
};

describe('in the monorepo', () => {
  it.each([
    ['status', status],
    ['update', update],
    ['bump', bump],
  ])('%s says in one line that there are no submodules, and what makes them', async (_, verb) => {
    await expect(verb([], shelf.mono)).rejects.toThrow(/^This is the monorepo: .* split --remote <base>.*$/);
  });
});

describe('status', () => {
  it('is 0 for a fresh clone', async () => {
    const { result, said } = await listen(() => status([], work));
    expect(said).toMatch(/orders-ms +main +\w{9} += origin\/main +in order/);
    expect(result).toBe(0);
  });

  it('sees files that are not committed', async () => {
    writeFileSync(shelf.path(orders, 'new.js'), '');
    expect(await states()).toMatchObject({ result: 1, orders: { dirty: 1, pushed: true, pointsHere: true } });
  });

  it('sees a commit that was not pushed and that the launcher does not point at', async () => {
    shelf.commit(orders, { 'index.js': '9' }, 'fix: here only');
    expect(await states()).toMatchObject({
      result: 1,
      orders: { branch: 'main', dirty: 0, ahead: 1, behind: 0, pushed: false, pointsHere: false },
    });
  });

  it('sees with --fetch that the remote went on, which is nothing to mend', async () => {
    shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    expect(await states()).toMatchObject({ result: 0, orders: { behind: 0 } });
    const { result, said } = await listen(() => status(['--fetch'], work));
    expect(said).toContain('1 behind of origin/main');
    expect(result).toBe(0);
  });

  it('shows how all stand, and ends with 1, when a remote cannot be asked', async () => {
    rmSync(shelf.path('bare', 'orders-ms.git'), { recursive: true });
    const { result, said } = await listen(() => status(['--fetch'], work));
    expect(said).toMatch(/orders-ms .*remote unreachable \(fatal: .*orders-ms\.git/);
    expect(said).toMatch(/platform .*in order/);
    expect(result).toBe(1);
  });

  it('sees a submodule that was never cloned', async () => {
    shelf.git('work', 'submodule', 'deinit', '--quiet', '--force', 'orders-ms');
    expect(await states()).toMatchObject({ result: 1, orders: { initialised: false } });
  });
});

describe('update', () => {
  it('clones what is missing, and leaves detached heads for the branch', async () => {
    rmSync(work, { recursive: true });
    shelf.git('.', 'clone', '--quiet', shelf.path('bare', 'shop.git'), 'work');
    const { result } = await listen(() => update([], work));
    expect(result).toBe(0);
    expect(shelf.git(orders, 'branch', '--show-current')).toBe('main');
    expect(shelf.git(orders, 'rev-parse', '--abbrev-ref', '@{upstream}')).toBe('origin/main');
  });

  it('follows the launcher forwards and back', async () => {
    const [old, fresh] = [head(orders), shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere')];
    await listen(() => bump([], work));
    expect(head(orders)).toBe(fresh);
    shelf.git('work', 'reset', '--quiet', '--hard', 'HEAD~1');
    expect((await listen(() => update(['orders-ms'], work))).result).toBe(0);
    expect([head(orders), shelf.git(orders, 'branch', '--show-current')]).toEqual([old, 'main']);
  });

  it('goes to the branch of the remote that has the commit', async () => {
    shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'feat: aside', 'feature');
    shelf.git(orders, 'fetch', '--quiet');
    shelf.git(orders, 'switch', '--quiet', '--detach', 'origin/feature');
    shelf.git('work', 'commit', '--quiet', '-am', 'chore: try the feature');
    expect((await listen(() => update([], work))).result).toBe(0);
    expect(shelf.git(orders, 'branch', '--show-current')).toBe('feature');
  });

  it('keeps unpushed commits on their branch, and detaches the head instead', async () => {
    const mine = shelf.commit(orders, { 'index.js': '9' }, 'fix: here only');
    const { result, said } = await listen(() => update([], work));
    expect(result).toBe(0);
    expect(said).toContain('your main has 1 unpushed, kept: git -C orders-ms switch main');
    expect(shelf.git(orders, 'rev-parse', 'main')).toBe(mine);
    expect(head(orders)).toBe(shelf.git('work', 'rev-parse', 'HEAD:orders-ms'));
  });

  it('leaves a submodule alone whose commits are on no branch', async () => {
    shelf.git(orders, 'switch', '--quiet', '--detach');
    const mine = shelf.commit(orders, { 'index.js': '9' }, 'fix: on no branch');
    const { result, said } = await listen(() => update([], work));
    expect([result, head(orders)]).toEqual([1, mine]);
    expect(said).toContain('git -C orders-ms switch -c my-work');
  });

  it('leaves a submodule alone that has changes in the way', async () => {
    const fresh = shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    await listen(() => bump([], work));
    shelf.git('work', 'reset', '--quiet', '--hard', 'HEAD~1');
    writeFileSync(shelf.path(orders, 'index.js'), 'mine');
    const { result, said } = await listen(() => update([], work));
    expect([result, head(orders)]).toEqual([1, fresh]);
    expect(said).toContain('stash');
  });

  it('goes on with the others when a remote cannot be asked', async () => {
    const fresh = shelf.elsewhere('platform', { 'index.js': '9' }, 'fix: elsewhere');
    shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    shelf.git('.', 'clone', '--quiet', '--recurse-submodules', shelf.path('bare', 'shop.git'), 'other');
    await listen(() => bump([], shelf.path('other')));
    shelf.git('other', 'push', '--quiet');
    shelf.git('work', 'pull', '--quiet', '--no-recurse-submodules');
    rmSync(shelf.path('bare', 'orders-ms.git'), { recursive: true });
    const { result, said } = await listen(() => update([], work));
    expect(said).toMatch(/orders-ms +\w{9} cannot be fetched from origin: fatal: /);
    expect([result, head('work/platform')]).toEqual([1, fresh]);
  });

  it('says so when nobody pushed what the launcher points at', async () => {
    const lost = shelf.commit(orders, { 'index.js': '9' }, 'fix: here only');
    shelf.git('work', 'commit', '--quiet', '-am', 'chore: the classic mistake');
    shelf.git('work', 'push', '--quiet', '--no-recurse-submodules');
    rmSync(shelf.path('elsewhere-shop'), { recursive: true, force: true });
    shelf.git('.', 'clone', '--quiet', shelf.path('bare', 'shop.git'), 'other');
    const { result, said } = await listen(() => update([], shelf.path('other')));
    expect(result).toBe(1);
    expect(said).toMatch(new RegExp(`orders-ms .*(${lost.slice(0, 9)}|${lost})`));
  });
});

describe('bump', () => {
  it('commits the newest of each branch, and the message lists what came in', async () => {
    const first = shelf.elsewhere('orders-ms', { 'index.js': '8' }, 'feat: elsewhere');
    const second = shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    expect((await listen(() => bump([], work))).result).toBe(0);
    const message = shelf.git('work', 'log', '-1', '--format=%B');
    expect(message).toMatch(/^chore: bump orders-ms\n\norders-ms \w{9}\.\.\w{9}\n/);
    expect(message).toContain(
      `* ${second.slice(0, 7)} fix: elsewhere\n* ${first.slice(0, 7)} feat: elsewhere`,
    );
    expect(shelf.git('work', 'rev-parse', 'HEAD:orders-ms')).toBe(second);
    expect(shelf.git(orders, 'branch', '--show-current')).toBe('main');
    expect(shelf.git('work', 'status', '--porcelain')).toBe('');
  });

  it('commits nothing when nothing is new, nor what else is staged', async () => {
    const before = head('work');
    writeFileSync(shelf.path('work', 'README.md'), 'mine');
    shelf.git('work', 'add', 'README.md');
    expect((await listen(() => bump([], work))).said).toContain('Nothing new');
    expect(head('work')).toBe(before);
    shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    await listen(() => bump([], work));
    expect(shelf.git('work', 'show', '--name-only', '--format=', 'HEAD')).toBe('orders-ms');
    expect(shelf.git('work', 'status', '--porcelain')).toBe('M  README.md');
  });

  it('moves only those that are named, and knows their names', async () => {
    shelf.elsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    const fresh = shelf.elsewhere('platform', { 'index.js': '9' }, 'fix: elsewhere');
    await listen(() => bump(['platform/'], work));
    expect(shelf.git('work', 'show', '--name-only', '--format=', 'HEAD')).toBe('platform');
    expect(head('work/platform')).toBe(fresh);
    await expect(bump(['plattform'], work)).rejects.toThrow('there are orders-ms, platform');
  });

  it.each([
    ['dirty', () => writeFileSync(shelf.path(orders, 'index.js'), 'mine'), /orders-ms: 1 uncommitted/],
    ['unpushed', () => shelf.commit(orders, { 'x.js': '1' }, 'mine'), /git -C orders-ms push origin main/],
  ])('moves nothing when one is %s', async (_, spoil, complaint) => {
    spoil();
    shelf.elsewhere('platform', { 'index.js': '9' }, 'fix: elsewhere');
    const before = [head('work'), head('work/platform')];
    await expect(bump([], work)).rejects.toThrow(complaint);
    expect([head('work'), head('work/platform')]).toEqual(before);
  });

  it('does not leave commits behind that the branch does not have', async () => {
    shelf.git(orders, 'switch', '--quiet', '-c', 'feature');
    shelf.commit(orders, { 'x.js': '1' }, 'mine');
    shelf.git(orders, 'push', '--quiet', 'origin', 'feature');
    await expect(bump([], work)).rejects.toThrow(/which origin\/main does not have; merge it there first/);
  });
});
