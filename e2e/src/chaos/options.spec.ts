import { describe, expect, it } from '@jest/globals';
import { readChaosOptions, readMatrixOptions } from './options.js';

describe('chaos options', () => {
  it('kill one process per twenty orders by default', () => {
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
  ])('reject %s "%s" by name', (name, value) => {
    expect(() => readChaosOptions([`${name}=${value}`])).toThrow(`${name}: "${value}" is not an integer`);
  });

  it('reject unknown names', () => {
    expect(() => readChaosOptions(['--order', '5'])).toThrow("Unknown option '--order'");
  });
});

describe('failpoint matrix options', () => {
  it('select all modes at all failpoints with two replicas by default', () => {
    expect(readMatrixOptions([])).toEqual({
      modes: ['kill', 'throw', 'hang'],
      replicas: 2,
      only: /./,
      hangMs: 35_000,
      keep: false,
    });
    expect(readMatrixOptions(['--modes', 'kill,kill', '--only', 'outbox', '--replicas', '1'])).toMatchObject({
      modes: ['kill'],
      only: /outbox/,
      replicas: 1,
    });
  });

  it.each([
    ['--modes', 'maim', 'unknown mode "maim". Modes: kill, throw, hang.'],
    ['--only', '(', '"(" is not a regular expression'],
    ['--only', 'setle_order', '"setle_order" matches no failpoint. Failpoints have names like "orders-ms'],
    ['--replicas', '0', '"0" is not an integer from 1 to 8'],
    ['--hang-ms', '3000', '"3000" is not an integer from 3001 to 600000'],
  ])('reject %s %s with a reason', (name, value, reason) => {
    expect(() => readMatrixOptions([`${name}=${value}`])).toThrow(`${name}: ${reason}`);
  });
});
