import { availableParallelism } from 'node:os';
import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** What auth-ms needs to know; .env.template explains each name. */
export interface AuthConfig extends ServiceConfig, DatabaseConfig {
  /** base64 of at least 32 random bytes; signing keys are encrypted under it. */
  AUTH_KEY_SECRET: string;
  ACCESS_TOKEN_MINUTES: number;
  REFRESH_TOKEN_DAYS: number;
  KEY_ROTATION_DAYS: number;
  /** Passwords hashed at the same time; each takes 19 MiB and a core. */
  HASHES_AT_ONCE: number;
}

const secret = (value: string, helpers: Joi.CustomHelpers): string => {
  const bytes = Buffer.from(value, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || bytes.length < 32)
    throw new Error('must be base64 of at least 32 random bytes (openssl rand -base64 32)');
  const { NODE_ENV } = helpers.state.ancestors[0] as Partial<AuthConfig>;
  if (NODE_ENV === 'production' && isPlaceholder(value, bytes))
    throw new Error('is a placeholder; make one with: openssl rand -base64 32');
  return value;
};

/** Random bytes are neither readable text nor a few values over and over. */
function isPlaceholder(value: string, bytes: Buffer): boolean {
  const readable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return readable || new Set(bytes).size < 16 || /(change.?me|placeholder|example|secret)/i.test(value);
}

const schema = Joi.object<AuthConfig>({
  ...serviceKeys,
  ...databaseKeys,
  AUTH_KEY_SECRET: Joi.string().required().custom(secret).messages({ 'any.custom': '{#error.message}' }),
  ACCESS_TOKEN_MINUTES: Joi.number().integer().min(1).max(60).default(10),
  REFRESH_TOKEN_DAYS: Joi.number().integer().min(1).max(90).default(30),
  KEY_ROTATION_DAYS: Joi.number().integer().min(1).max(365).default(30),
  HASHES_AT_ONCE: Joi.number()
    .integer()
    .min(1)
    .max(64)
    .default(() => Math.max(1, Math.floor(availableParallelism() / 2))),
});

/** Reads the environment; throws a ConfigError that names every missing or wrong variable. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): AuthConfig => loadConfig(schema, env);
