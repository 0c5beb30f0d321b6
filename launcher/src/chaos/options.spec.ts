import { describe, expect, it } from '@jest/globals';
import { readChaosOptions } from './options.js';

describe('the options of chaos', () => {
  it('kill once for every twenty orders unless told', () => {
    expect(readChaosOptions([])).toEqual({ orders: 200, seed: 1, kills: 10, shoppers: 16, keep: false });
    expect(readChaosOptions(['--orders', '2000', '--seed', '7'])).toMatchObject({ kills: 100, seed: 7 });
    expect(readChaosOptions(['--orders', '50', '--kills', '0'])).toMatchObject({ orders: 50, kills: 0 });
  });

  it.each([
    ['--orders', 'many'],
    ['--orders', '0'],
    ['--orders', ''],
    ['--seed', '1.5'],
    ['--seed', '-1'],
    ['--kills', 'x'],
    ['--shoppers', '1000'],
  ])('refuse %s "%s" and name it', (name, value) => {
    expect(() => readChaosOptions([`${name}=${value}`])).toThrow(`${name}: give a whole number`);
  });

  it('refuse what they do not know', () => {
    expect(() => readChaosOptions(['--order', '5'])).toThrow("Unknown option '--order'");
  });
});
