import { join } from 'node:path';
import { readEnvFile } from '../../deploy/compose/env-file.mjs';
import { keyNames } from './secrets.js';
import { UserError } from './user-error.js';

/** Environment variables by name, without blank ones. */
export type Environment = Record<string, string>;

/** The user's settings: `.env` and the process environment, which takes precedence. */
export function readEnvironment(root: string): Environment {
  return { ...readEnvironmentFile(join(root, '.env')), ...withoutBlanks(process.env) };
}

/** The variables that programs need to be found and to run, without the user's settings. */
export function bareEnvironment(): Environment {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}

/** The variables of one `.env` file; none when it does not exist. */
export function readEnvironmentFile(file: string): Environment {
  try {
    return withoutBlanks(readEnvFile(file));
  } catch (error) {
    throw new UserError((error as Error).message, { cause: error });
  }
}

/** Decided by the topology, secrets of one service, or set by npm and jest for themselves. */
const notInherited =
  /^(npm_|JEST_|STRIPE_|S3_|CARRIER_API_KEY$|CARRIER_WEBHOOK_SECRET$|NODE_OPTIONS$|DATABASE_URL$|NATS_SERVERS$|PORT$|HOST$|METRICS_PORT$|DATA_DIR$)/i;

/** The variables that every service inherits. It is assigned addresses, ports and keys. */
export function inheritable(environment: Environment): Environment {
  const keys: readonly string[] = keyNames;
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !notInherited.test(name) && !keys.includes(name)),
  );
}

/** Production has no demo accounts, no sandbox and real rate limits, and rejects placeholders. */
export const isProduction = ({ NODE_ENV }: Environment): boolean => NODE_ENV === 'production';

function withoutBlanks(values: NodeJS.Dict<string>): Environment {
  const set = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  return Object.fromEntries(set);
}
