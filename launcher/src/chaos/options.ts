import { parseArgs } from 'node:util';
import { UserError } from '../user-error.js';

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
