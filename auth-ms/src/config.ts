import { availableParallelism } from 'node:os';
import { AccessToken } from '@orderwire/contracts';
import {
  type DatabaseConfig,
  databaseKeys,
  deriveKeys,
  loadConfig,
  type SecretKeys,
  secretKeys,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';
import type { Keys } from './keys/secret-token.js';

/** The configuration of auth-ms. `.env.template` explains each name. */
export interface AuthConfig extends ServiceConfig, DatabaseConfig {
  /**
   * Each base64 of at least 32 random bytes. Signing keys are encrypted, refresh tokens
   * authenticated, and one-time tokens made with keys derived from them: with the first one, while
   * all are accepted.
   */
  AUTH_KEY_SECRET: SecretKeys;
  ACCESS_TOKEN_MINUTES: number;
  REFRESH_TOKEN_DAYS: number;
  KEY_ROTATION_DAYS: number;
  /** How long audit entries are kept. */
  AUDIT_DAYS: number;
  /** Number of passwords hashed at the same time. Each takes 19 MiB and one core. */
  HASHES_AT_ONCE: number;
}

export const configSchema = Joi.object<AuthConfig>({
  ...serviceKeys,
  ...databaseKeys,
  AUTH_KEY_SECRET: secretKeys(),
  ACCESS_TOKEN_MINUTES: Joi.number().integer().min(1).max(AccessToken.maxMinutes).default(10),
  REFRESH_TOKEN_DAYS: Joi.number().integer().min(1).max(90).default(30),
  KEY_ROTATION_DAYS: Joi.number().integer().min(1).max(365).default(30),
  AUDIT_DAYS: Joi.number().integer().min(30).max(3_650).default(400),
  HASHES_AT_ONCE: Joi.number()
    .integer()
    .min(1)
    .max(64)
    .default(() => Math.max(1, Math.floor(availableParallelism() / 2))),
});

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): AuthConfig => loadConfig(configSchema, env);

/** The keys that encrypt signing keys. */
export const encryptionKeys = (secrets: SecretKeys): Keys => deriveKeys(secrets, 'signing keys');

/** The keys that authenticate refresh tokens. */
export const refreshTokenKeys = (secrets: SecretKeys): Keys => deriveKeys(secrets, 'refresh tokens');

/** The keys that make one-time tokens. */
export const emailTokenKeys = (secrets: SecretKeys): Keys => deriveKeys(secrets, 'one-time tokens');
