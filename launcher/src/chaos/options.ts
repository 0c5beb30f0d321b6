import { parseArgs } from 'node:util';
import { type FailpointMode, failpointModes } from '@orderwire/platform';
import { UserError } from '../user-error.js';
import { casesOf } from './matrix/cases.js';
import type { MatrixOptions } from './matrix/run-matrix.js';

/** How much of everything. */
export interface ChaosOptions {
  orders: number;
  seed: number;
  /** kill -9, over all victims. */
  kills: number;
  /** Shoppers at once. */
  shoppers: number;
  /** The data folder stays, for its logs and databases. */
  keep: boolean;
}

/** Reads the arguments of `chaos -- matrix`. Throws a UserError that names what is wrong. */
export function readMatrixOptions(args: string[]): MatrixOptions {
  const { values } = parseArgs({
    args,
    options: {
      modes: { type: 'string', default: 'kill,throw,hang' },
      replicas: { type: 'string', default: '1' },
      only: { type: 'string', default: '.' },
      'hang-ms': { type: 'string', default: '35000' },
      keep: { type: 'boolean', default: false },
    },
  });
  const modes = [...new Set(values.modes.split(',').map(modeNamed))];
  const only = pattern(values.only);
  if (casesOf('kill', only).length === 0)
    throw new UserError(
      `--only: no crash point fits "${values.only}"; it is compared with names like "${someName()}".`,
    );
  return {
    ...{ modes, only },
    replicas: whole('--replicas', values.replicas, 1, 8),
    hangMs: whole('--hang-ms', values['hang-ms'], 1, 600_000),
    keep: values.keep,
  };
}

const someName = (): string =>
  casesOf('kill', /settle_order/).map(({ service, point }) => `${service} ${point}`)[0] ?? '';

function modeNamed(name: string): FailpointMode {
  const mode = failpointModes.find((known) => known === name);
  if (!mode) throw new UserError(`--modes: there is no "${name}"; there are ${failpointModes.join(', ')}.`);
  return mode;
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new UserError(`--only: "${text}" is no regular expression.`);
  }
}

/** Reads the command's arguments. Throws a UserError that names what is wrong. */
export function readChaosOptions(args: string[]): ChaosOptions {
  const { values } = parseArgs({
    args,
    options: {
      orders: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      kills: { type: 'string' },
      shoppers: { type: 'string', default: '16' },
      keep: { type: 'boolean', default: false },
    },
  });
  const orders = whole('--orders', values.orders, 1, 1_000_000);
  return {
    orders,
    seed: whole('--seed', values.seed, 0, 2 ** 31),
    kills: whole('--kills', values.kills ?? String(Math.ceil(orders / 20)), 0, 100_000),
    shoppers: whole('--shoppers', values.shoppers, 1, 256),
    keep: values.keep,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
    throw new UserError(`${name}: give a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}
