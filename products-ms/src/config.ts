import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** What products-ms needs to know; .env.template explains each name. */
export type ProductsConfig = ServiceConfig &
  DatabaseConfig & {
    /** How often holds that are over their time are looked at. */
    HOLD_SWEEP_SECONDS: number;
  };

export const configSchema = Joi.object<ProductsConfig>({
  ...serviceKeys,
  ...databaseKeys,
  HOLD_SWEEP_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
});

/** Reads the environment; throws a ConfigError that names every missing or wrong variable. */
export const readConfig = (): ProductsConfig => loadConfig(configSchema, process.env);
