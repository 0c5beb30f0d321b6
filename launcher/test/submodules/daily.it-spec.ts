import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { bump } from '../../src/submodules/bump.js';
import { status } from '../../src/submodules/status.js';
import { update } from '../../src/submodules/update.js';
import type { ModuleState } from '../../src/submodules/modules.js';
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

const orders = 'work/orders-ms';
const head = (repository: string) => fixture.git(repository, 'rev-parse', 'HEAD');
const states = async () => {
  const { output, result } = await captureOutput(() => status(['--json'], work));
  const list = JSON.parse(output) as ModuleState[];
  return { result, orders: list.find(({ path }) => path === 'orders-ms') };
};

describe('in the monorepo', () => {
  it.each([
    ['status', status],
    ['update', update],
    ['bump', bump],
  ])('%s fails and names the command that creates submodules', async (_, verb) => {
    await expect(verb([], fixture.mono)).rejects.toThrow(
      /^This is the monorepo: .* split --remote <base>.*$/,
    );
  });
});

describe('status', () => {
  it('exits with 0 for a fresh clone', async () => {
    const { result, output } = await captureOutput(() => status([], work));
    expect(output).toMatch(/orders-ms +main +\w{9} += origin\/main +in order/);
    expect(result).toBe(0);
  });

  it('reports uncommitted files', async () => {
    writeFileSync(fixture.path(orders, 'new.js'), '');
    expect(await states()).toMatchObject({ result: 1, orders: { dirty: 1, pushed: true, pointsHere: true } });
  });

  it('reports an unpushed commit and a pointer to another one', async () => {
    fixture.commit(orders, { 'index.js': '9' }, 'fix: here only');
    expect(await states()).toMatchObject({
      result: 1,
      orders: { branch: 'main', dirty: 0, ahead: 1, behind: 0, pushed: false, pointsHere: false },
    });
  });

  it('shows with --fetch that the remote is ahead, which is no pending work', async () => {
    fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    expect(await states()).toMatchObject({ result: 0, orders: { behind: 0 } });
    const { result, output } = await captureOutput(() => status(['--fetch'], work));
    expect(output).toContain('1 behind of origin/main');
    expect(result).toBe(0);
  });

  it('shows all submodules and exits with 1 when a remote is unreachable', async () => {
    rmSync(fixture.path('bare', 'orders-ms.git'), { recursive: true });
    const { result, output } = await captureOutput(() => status(['--fetch'], work));
    expect(output).toMatch(/orders-ms .*remote unreachable \(fatal: .*orders-ms\.git/);
    expect(output).toMatch(/platform .*in order/);
    expect(result).toBe(1);
  });

  it('reports a submodule that is not initialised', async () => {
    fixture.git('work', 'submodule', 'deinit', '--quiet', '--force', 'orders-ms');
    expect(await states()).toMatchObject({ result: 1, orders: { initialised: false } });
  });
});

describe('update', () => {
  it('clones missing submodules and checks out their branch', async () => {
    rmSync(work, { recursive: true });
    fixture.git('.', 'clone', '--quiet', fixture.path('bare', 'shop.git'), 'work');
    const { result } = await captureOutput(() => update([], work));
    expect(result).toBe(0);
    expect(fixture.git(orders, 'branch', '--show-current')).toBe('main');
    expect(fixture.git(orders, 'rev-parse', '--abbrev-ref', '@{upstream}')).toBe('origin/main');
  });

  it('follows the launcher forwards and backwards', async () => {
    const [old, fresh] = [
      head(orders),
      fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere'),
    ];
    await captureOutput(() => bump([], work));
    expect(head(orders)).toBe(fresh);
    fixture.git('work', 'reset', '--quiet', '--hard', 'HEAD~1');
    expect((await captureOutput(() => update(['orders-ms'], work))).result).toBe(0);
    expect([head(orders), fixture.git(orders, 'branch', '--show-current')]).toEqual([old, 'main']);
  });

  it('checks out the branch of the remote that has the commit', async () => {
    fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'feat: aside', 'feature');
    fixture.git(orders, 'fetch', '--quiet');
    fixture.git(orders, 'switch', '--quiet', '--detach', 'origin/feature');
    fixture.git('work', 'commit', '--quiet', '-am', 'chore: try the feature');
    expect((await captureOutput(() => update([], work))).result).toBe(0);
    expect(fixture.git(orders, 'branch', '--show-current')).toBe('feature');
  });

  it('keeps unpushed commits on their branch and detaches the head', async () => {
    const mine = fixture.commit(orders, { 'index.js': '9' }, 'fix: here only');
    const { result, output } = await captureOutput(() => update([], work));
    expect(result).toBe(0);
    expect(output).toContain('your main has 1 unpushed, kept: git -C orders-ms switch main');
    expect(fixture.git(orders, 'rev-parse', 'main')).toBe(mine);
    expect(head(orders)).toBe(fixture.git('work', 'rev-parse', 'HEAD:orders-ms'));
  });

  it('refuses when commits are on no branch', async () => {
    fixture.git(orders, 'switch', '--quiet', '--detach');
    const mine = fixture.commit(orders, { 'index.js': '9' }, 'fix: on no branch');
    const { result, output } = await captureOutput(() => update([], work));
    expect([result, head(orders)]).toEqual([1, mine]);
    expect(output).toContain('git -C orders-ms switch -c my-work');
  });

  it('refuses when there are uncommitted changes', async () => {
    const fresh = fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    await captureOutput(() => bump([], work));
    fixture.git('work', 'reset', '--quiet', '--hard', 'HEAD~1');
    writeFileSync(fixture.path(orders, 'index.js'), 'mine');
    const { result, output } = await captureOutput(() => update([], work));
    expect([result, head(orders)]).toEqual([1, fresh]);
    expect(output).toContain('stash');
  });

  it('continues when a remote is unreachable', async () => {
    const fresh = fixture.pushFromElsewhere('platform', { 'index.js': '9' }, 'fix: elsewhere');
    fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    fixture.git('.', 'clone', '--quiet', '--recurse-submodules', fixture.path('bare', 'shop.git'), 'other');
    await captureOutput(() => bump([], fixture.path('other')));
    fixture.git('other', 'push', '--quiet');
    fixture.git('work', 'pull', '--quiet', '--no-recurse-submodules');
    rmSync(fixture.path('bare', 'orders-ms.git'), { recursive: true });
    const { result, output } = await captureOutput(() => update([], work));
    expect(output).toMatch(/orders-ms +\w{9} cannot be fetched from origin: fatal: /);
    expect([result, head('work/platform')]).toEqual([1, fresh]);
  });

  it('reports a pointer to a commit that was never pushed', async () => {
    const lost = fixture.commit(orders, { 'index.js': '9' }, 'fix: here only');
    fixture.git('work', 'commit', '--quiet', '-am', 'chore: point there');
    fixture.git('work', 'push', '--quiet', '--no-recurse-submodules');
    rmSync(fixture.path('elsewhere-shop'), { recursive: true, force: true });
    fixture.git('.', 'clone', '--quiet', fixture.path('bare', 'shop.git'), 'other');
    const { result, output } = await captureOutput(() => update([], fixture.path('other')));
    expect(result).toBe(1);
    expect(output).toMatch(new RegExp(`orders-ms .*(${lost.slice(0, 9)}|${lost})`));
  });
});

describe('bump', () => {
  it('commits the newest commit of each branch and lists the new commits', async () => {
    const first = fixture.pushFromElsewhere('orders-ms', { 'index.js': '8' }, 'feat: elsewhere');
    const second = fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    expect((await captureOutput(() => bump([], work))).result).toBe(0);
    const message = fixture.git('work', 'log', '-1', '--format=%B');
    expect(message).toMatch(/^chore: bump orders-ms\n\norders-ms \w{9}\.\.\w{9}\n/);
    expect(message).toContain(
      `* ${second.slice(0, 7)} fix: elsewhere\n* ${first.slice(0, 7)} feat: elsewhere`,
    );
    expect(fixture.git('work', 'rev-parse', 'HEAD:orders-ms')).toBe(second);
    expect(fixture.git(orders, 'branch', '--show-current')).toBe('main');
    expect(fixture.git('work', 'status', '--porcelain')).toBe('');
  });

  it('commits nothing when nothing is new, and no other staged files', async () => {
    const before = head('work');
    writeFileSync(fixture.path('work', 'README.md'), 'mine');
    fixture.git('work', 'add', 'README.md');
    expect((await captureOutput(() => bump([], work))).output).toContain('Nothing new');
    expect(head('work')).toBe(before);
    fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    await captureOutput(() => bump([], work));
    expect(fixture.git('work', 'show', '--name-only', '--format=', 'HEAD')).toBe('orders-ms');
    expect(fixture.git('work', 'status', '--porcelain')).toBe('M  README.md');
  });

  it('moves only named submodules and rejects unknown names', async () => {
    fixture.pushFromElsewhere('orders-ms', { 'index.js': '9' }, 'fix: elsewhere');
    const fresh = fixture.pushFromElsewhere('platform', { 'index.js': '9' }, 'fix: elsewhere');
    await captureOutput(() => bump(['platform/'], work));
    expect(fixture.git('work', 'show', '--name-only', '--format=', 'HEAD')).toBe('platform');
    expect(head('work/platform')).toBe(fresh);
    await expect(bump(['plattform'], work)).rejects.toThrow('there are orders-ms, platform');
  });

  it.each([
    ['dirty', () => writeFileSync(fixture.path(orders, 'index.js'), 'mine'), /orders-ms: 1 uncommitted/],
    ['unpushed', () => fixture.commit(orders, { 'x.js': '1' }, 'mine'), /git -C orders-ms push origin main/],
  ])('moves nothing when one is %s', async (_, change, message) => {
    change();
    fixture.pushFromElsewhere('platform', { 'index.js': '9' }, 'fix: elsewhere');
    const before = [head('work'), head('work/platform')];
    await expect(bump([], work)).rejects.toThrow(message);
    expect([head('work'), head('work/platform')]).toEqual(before);
  });

  it('refuses when the branch lacks the current commit', async () => {
    fixture.git(orders, 'switch', '--quiet', '-c', 'feature');
    fixture.commit(orders, { 'x.js': '1' }, 'mine');
    fixture.git(orders, 'push', '--quiet', 'origin', 'feature');
    await expect(bump([], work)).rejects.toThrow(/which origin\/main does not have; merge it there first/);
  });
});
