import { parseArgs } from 'node:util';
import { UserError } from '@orderwire/launcher/system';
import { type FailpointMode, failpointModes } from '@orderwire/platform';
import { integerOption } from '../integer-option.js';
import { casesOf, MATRIX_ACK_WAIT_SECONDS, systemFaultsOf } from './failpoint-matrix/cases.js';

export type ChaosOptions = ReturnType<typeof readChaosOptions>;
export type ClusterOptions = ReturnType<typeof readClusterOptions>;
export type UpgradeOptions = ReturnType<typeof readUpgradeOptions>;
export type MatrixOptions = ReturnType<typeof readMatrixOptions>;

/** Options of `npm run chaos`. Throws a UserError for an invalid one. */
export function readChaosOptions(args: string[]) {
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
  const orders = integerOption('--orders', values.orders, 1, 1_000_000);
  return {
    orders,
    seed: integerOption('--seed', values.seed, 0, 2 ** 31),
    /** Number of `kill -9`, over all services and servers. */
    kills: integerOption('--kills', values.kills ?? String(Math.ceil(orders / 20)), 0, 100_000),
    /** Concurrent shoppers. */
    shoppers: integerOption('--shoppers', values.shoppers, 1, 256),
    /** Keeps the data folder with logs and databases. */
    keep: values.keep,
  };
}

/** Options of `npm run chaos -- cluster`. Throws a UserError for an invalid one. */
export function readClusterOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '1' },
      shoppers: { type: 'string', default: '4' },
      keep: { type: 'boolean', default: false },
    },
  });
  return {
    seed: integerOption('--seed', values.seed, 0, 2 ** 31),
    /** In each round every fault of the cluster happens once. */
    rounds: integerOption('--rounds', values.rounds, 1, 100),
    /** Concurrent shoppers. */
    shoppers: integerOption('--shoppers', values.shoppers, 1, 256),
    /** Keeps the data folder with logs and databases. */
    keep: values.keep,
  };
}

/** Options of `npm run chaos -- upgrade`. Throws a UserError for an invalid one. */
export function readUpgradeOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: 'string' },
      seed: { type: 'string', default: '1' },
      shoppers: { type: 'string', default: '4' },
      keep: { type: 'boolean', default: false },
    },
  });
  return {
    /** Commit or tag of the earlier release. Undefined: the latest tag. */
    from: values.from,
    seed: integerOption('--seed', values.seed, 0, 2 ** 31),
    /** Concurrent shoppers. */
    shoppers: integerOption('--shoppers', values.shoppers, 1, 256),
    /** Keeps the data folder, and that of the earlier release. */
    keep: values.keep,
  };
}

/** Options of `npm run chaos -- matrix`. Throws a UserError for an invalid one. */
export function readMatrixOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      modes: { type: 'string', default: failpointModes.join() },
      replicas: { type: 'string', default: '2' },
      only: { type: 'string', default: '.' },
      'hang-ms': { type: 'string', default: '35000' },
      keep: { type: 'boolean', default: false },
    },
  });
  return {
    modes: [...new Set(values.modes.split(',').map(readMode))],
    /** Selects cases by `<service> <failpoint>`. */
    only: readPattern(values.only),
    /** Processes of each service. */
    replicas: integerOption('--replicas', values.replicas, 1, 8),
    /** Longer than the acknowledgement wait: the events of a process that hangs are delivered again. */
    hangMs: integerOption('--hang-ms', values['hang-ms'], 1_000 * MATRIX_ACK_WAIT_SECONDS + 1, 600_000),
    /** Keeps the data folder with logs and databases. */
    keep: values.keep,
  };
}

function readMode(name: string): FailpointMode {
  const mode = failpointModes.find((known) => known === name);
  if (!mode) throw new UserError(`--modes: unknown mode "${name}". Modes: ${failpointModes.join(', ')}.`);
  return mode;
}

/** A pattern that matches at least one case. */
function readPattern(text: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(text);
  } catch {
    throw new UserError(`--only: "${text}" is not a regular expression.`);
  }
  if (casesOf('kill', pattern).length + systemFaultsOf(pattern).length > 0) return pattern;
  const [example] = casesOf('kill', /settle_order/);
  throw new UserError(
    `--only: "${text}" matches no failpoint. Failpoints have names like "${example?.service} ${example?.point}".`,
  );
}
