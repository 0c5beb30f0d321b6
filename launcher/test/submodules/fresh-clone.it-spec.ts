import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, rmSync } from 'node:fs';
import { requireSubmodules, initialiseSubmodules } from '../../bootstrap/submodules.mjs';
import { Shelf } from './shelf.js';

let shelf: Shelf;
beforeAll(async () => {
  shelf = new Shelf().makeMono();
  await shelf.split();
  shelf.git('.', 'clone', '--quiet', shelf.path('bare', 'shop.git'), 'work');
  shelf.keep();
});
beforeEach(() => void shelf.restore());
afterAll(() => shelf.remove());

const quiet = { step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }) };

describe('a clone without --recurse-submodules', () => {
  it('is completed by the first command, which changes no existing submodule', async () => {
    expect(() => requireSubmodules(shelf.path('work'))).toThrow(
      'submodules not initialised: orders-ms, platform',
    );
    await initialiseSubmodules(shelf.path('work'), quiet);
    expect(existsSync(shelf.path('work/orders-ms/index.js'))).toBe(true);
    const mine = shelf.commit('work/platform', { 'index.js': '9' }, 'mine');
    rmSync(shelf.path('work/orders-ms'), { recursive: true });
    await initialiseSubmodules(shelf.path('work'), quiet);
    expect(existsSync(shelf.path('work/orders-ms/index.js'))).toBe(true);
    expect(shelf.git('work/platform', 'rev-parse', 'HEAD')).toBe(mine);
    expect(() => requireSubmodules(shelf.path('work'))).not.toThrow();
  });

  it('names the missing submodules and the command to run when a remote is unreachable', async () => {
    rmSync(shelf.path('bare', 'platform.git'), { recursive: true });
    await expect(initialiseSubmodules(shelf.path('work'), quiet)).rejects.toThrow(
      /not initialised and could not be cloned: .*platform[^]*git submodule update --init --recursive/,
    );
  });

  it('does not concern the monorepo', async () => {
    await initialiseSubmodules(shelf.mono, quiet);
    expect(() => requireSubmodules(shelf.mono)).not.toThrow();
  });
});
