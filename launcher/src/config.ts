import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { keyNames } from './secrets.js';

/** Environment variables by name. Blank ones are left out. */
export type Environment = Record<string, string>;

/** What the user set: the repository's `.env`, then the process's own environment, which wins. */
export function readEnvironment(root: string): Environment {
  return { ...readEnvironmentFile(join(root, '.env')), ...withoutBlanks(process.env) };
}

/** What programs need to be found and to run, and nothing that the user set. */
export function bareEnvironment(): Environment {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}

/** The names and values of one `.env` file; empty when there is none. */
export function readEnvironmentFile(file: string): Environment {
  return existsSync(file) ? withoutBlanks(parseEnv(readFileSync(file, 'utf8'))) : {};
}

/**
 * What a service may inherit. Not what the topology decides (a stray DATABASE_URL would lead a service to another's
 * data), nor a port that they cannot all have, nor keys that only some services need, nor what npm and jest set for themselves.
 */
export function inheritable(environment: Environment): Environment {
  const own =
    /^(npm_|JEST_|STRIPE_|NODE_OPTIONS$|DATABASE_URL$|NATS_SERVERS$|PORT$|HOST$|METRICS_PORT$|DATA_DIR$)/i;
  const keys: readonly string[] = keyNames;
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !own.test(name) && !keys.includes(name)),
  );
}

/** Whether the user asked for production: no demo accounts, no sandbox, no placeholders, real limits. */
export const isProduction = ({ NODE_ENV }: Environment): boolean => NODE_ENV === 'production';

/** Every name that the launcher or a service reads, for finding misspelt ones. */
export const knownNames = [
  'CLIENT_GATEWAY_PORT',
  'PAYMENTS_MS_PORT',
  'PRODUCTS_MS_PORT',
  'ORDERS_MS_PORT',
  'AUTH_MS_PORT',
  'STRIPE_SANDBOX_PORT',
  'NATS_PORT',
  'POSTGRES_PORT',
  'STRIPE_SECRET',
  'STRIPE_ENDPOINT_SECRET',
  'STRIPE_SUCCESS_URL',
  'STRIPE_CANCEL_URL',
  'STRIPE_API_URL',
  ...keyNames,
  'RATE_LIMIT_IP',
  'RATE_LIMIT_ACCOUNT',
  'RATE_LIMIT_SIGN_IN',
  'RATE_LIMIT_WINDOW_SECONDS',
  'ACCESS_TOKEN_MINUTES',
  'REFRESH_TOKEN_DAYS',
  'KEY_ROTATION_DAYS',
  'HASHES_AT_ONCE',
  'SESSION_MINUTES',
  'HOLD_SWEEP_SECONDS',
  'ORDER_SWEEP_SECONDS',
  'RECONCILE_EVERY_SECONDS',
  'RECONCILE_DAYS',
  'METRICS_PORT',
  'CORS_ORIGINS',
  'TRUST_PROXY',
  'NATS_SERVERS',
  'NATS_SERVER_BIN',
  'NATS_REPLICAS',
  'DATABASE_URL',
  'DATABASE_POOL',
  'EVENT_ACK_WAIT_SECONDS',
  'PORT',
  'HOST',
  'NODE_ENV',
  'LOG_LEVEL',
] as const;

function withoutBlanks(values: NodeJS.Dict<string>): Environment {
  const set = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  return Object.fromEntries(set);
}
