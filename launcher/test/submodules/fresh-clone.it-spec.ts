import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, rmSync } from 'node:fs';
import { requireSubmodules, initialiseSubmodules } from '../../bootstrap/submodules.mjs';
import { GitFixture } from './git-fixture.js';

let fixture: GitFixture;
beforeAll(async () => {
  fixture = new GitFixture().createMonorepo();
  await fixture.split();
  fixture.git('.', 'clone', '--quiet', fixture.path('bare', 'shop.git'), 'work');
  fixture.save();
});
beforeEach(() => void fixture.restore());
afterAll(() => fixture.remove());

const quiet = { step: () => ({ update: () => undefined, done: () => undefined }) };

describe('a clone without --recurse-submodules', () => {
  it('is completed by the first command, which changes no existing submodule', async () => {
    expect(() => requireSubmodules(fixture.path('work'))).toThrow(
      'submodules not initialised: orders-ms, platform',
    );
    await initialiseSubmodules(fixture.path('work'), quiet);
    expect(existsSync(fixture.path('work/orders-ms/index.js'))).toBe(true);
    const mine = fixture.commit('work/platform', { 'index.js': '9' }, 'mine');
    rmSync(fixture.path('work/orders-ms'), { recursive: true });
    await initialiseSubmodules(fixture.path('work'), quiet);
    expect(existsSync(fixture.path('work/orders-ms/index.js'))).toBe(true);
    expect(fixture.git('work/platform', 'rev-parse', 'HEAD')).toBe(mine);
    expect(() => requireSubmodules(fixture.path('work'))).not.toThrow();
  });

  it('names the missing submodules and the command to run when a remote is unreachable', async () => {
    rmSync(fixture.path('bare', 'platform.git'), { recursive: true });
    await expect(initialiseSubmodules(fixture.path('work'), quiet)).rejects.toThrow(
      /not initialised and could not be cloned: .*platform[^]*git submodule update --init --recursive/,
    );
  });

  it('does not concern the monorepo', async () => {
    await initialiseSubmodules(fixture.mono, quiet);
    expect(() => requireSubmodules(fixture.mono)).not.toThrow();
  });
});
