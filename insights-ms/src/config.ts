import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** The environment of insights-ms. `.env.template` explains each name. */
export type InsightsConfig = ServiceConfig &
  DatabaseConfig & {
    /** Interval at which a rebuild is looked for. */
    REBUILD_INTERVAL_MS: number;
  };

export const configSchema = Joi.object<InsightsConfig>({
  ...serviceKeys,
  ...databaseKeys,
  // Consumers wait for each other, and dashboards have few readers.
  DATABASE_POOL: databaseKeys.DATABASE_POOL.default(4),
  REBUILD_INTERVAL_MS: Joi.number().integer().min(50).max(3_600_000).default(5_000),
});

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): InsightsConfig => loadConfig(configSchema, process.env);
