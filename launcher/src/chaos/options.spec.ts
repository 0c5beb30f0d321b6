import { describe, expect, it } from '@jest/globals';
import { readChaosOptions, readMatrixOptions } from './options.js';

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

describe('the options of the crash matrix', () => {
  it('are all modes at all points with one replica unless told', () => {
    expect(readMatrixOptions([])).toEqual({
      modes: ['kill', 'throw', 'hang'],
      replicas: 1,
      only: /./,
      hangMs: 35_000,
      keep: false,
    });
    expect(readMatrixOptions(['--modes', 'kill,kill', '--only', 'outbox', '--replicas', '2'])).toMatchObject({
      modes: ['kill'],
      only: /outbox/,
      replicas: 2,
    });
  });

  it.each([
    ['--modes', 'maim', 'there is no "maim"; there are kill, throw, hang'],
    ['--only', '(', '"(" is no regular expression'],
    ['--only', 'setle_order', 'no crash point fits "setle_order"; it is compared with names like "orders-ms'],
    ['--replicas', '0', 'give a whole number from 1 to 8'],
  ])('refuse %s %s and say why', (name, value, why) => {
    expect(() => readMatrixOptions([`${name}=${value}`])).toThrow(`${name}: ${why}`);
  });
});
