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
  // The launcher's own.
  'CLIENT_GATEWAY_PORT',
  'PAYMENTS_MS_PORT',
  'PRODUCTS_MS_PORT',
  'ORDERS_MS_PORT',
  'AUTH_MS_PORT',
  'STRIPE_SANDBOX_PORT',
  'NATS_PORT',
  'POSTGRES_PORT',
  'NATS_SERVER_BIN',
  ...keyNames,
  // Of every service.
  'NODE_ENV',
  'LOG_LEVEL',
  'PORT',
  'HOST',
  'METRICS_PORT',
  'NATS_SERVERS',
  'NATS_REPLICAS',
  'DATABASE_URL',
  'DATABASE_POOL',
  'EVENT_ACK_WAIT_SECONDS',
  'CRASH_POINT',
  'CRASH_POINT_ONCE',
  'CRASH_POINT_HANG_MS',
  // client-gateway.
  'REQUEST_TIMEOUT_MS',
  'RECEIVE_TIMEOUT_MS',
  'BODY_LIMIT',
  'CORS_ORIGINS',
  'TRUST_PROXY',
  'STREAM_POLL_MS',
  'STREAM_MAX_MS',
  'STREAM_LIMIT',
  'STREAM_LIMIT_IP',
  'STREAM_LIMIT_ACCOUNT',
  'STREAM_LIMIT_ORDER',
  'RATE_LIMIT_IP',
  'RATE_LIMIT_ACCOUNT',
  'RATE_LIMIT_SIGN_IN',
  'RATE_LIMIT_WINDOW_SECONDS',
  // auth-ms.
  'ACCESS_TOKEN_MINUTES',
  'REFRESH_TOKEN_DAYS',
  'KEY_ROTATION_DAYS',
  'AUDIT_DAYS',
  'HASHES_AT_ONCE',
  // products-ms, orders-ms.
  'HOLD_SWEEP_SECONDS',
  'SESSION_MINUTES',
  'ORDER_SWEEP_SECONDS',
  // payments-ms.
  'STRIPE_SECRET',
  'STRIPE_ENDPOINT_SECRET',
  'STRIPE_SUCCESS_URL',
  'STRIPE_CANCEL_URL',
  'STRIPE_API_URL',
  'RECONCILE_EVERY_SECONDS',
  'RECONCILE_DAYS',
  // stripe-sandbox.
  'PUBLIC_URL',
  'WEBHOOK_URL',
  'WEBHOOK_EVENTS',
  'WEBHOOK_RETRY_BASE_MS',
  'DATA_DIR',
  'DELAYED_PAYMENT_SECONDS',
  'REFUND_SECONDS',
  'DISPUTE_SECONDS',
  'API_LATENCY_MS',
  'MERCHANT_NAME',
  'FAULTS',
  // The composed system.
  'BIND_ADDRESS',
  'COMPOSE_FILE',
  'COMPOSE_PATH_SEPARATOR',
  'COMPOSE_PROJECT_NAME',
  'ORDERWIRE_SECRETS',
  'ORDERWIRE_EMAIL',
  'ORDERWIRE_PASSWORD',
] as const;

function withoutBlanks(values: NodeJS.Dict<string>): Environment {
  const set = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  return Object.fromEntries(set);
}
