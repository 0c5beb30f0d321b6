import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** The configuration of products-ms. `.env.template` explains each name. */
export type ProductsConfig = ServiceConfig &
  DatabaseConfig & {
    /** Interval between two checks of expired reservations. */
    HOLD_SWEEP_SECONDS: number;
    /** Percentage of a product's unsold stock that unpaid guest orders may hold, at least one unit. */
    GUEST_STOCK_PERCENT: number;
  };

export const configSchema = Joi.object<ProductsConfig>({
  ...serviceKeys,
  ...databaseKeys,
  HOLD_SWEEP_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
  GUEST_STOCK_PERCENT: Joi.number().integer().min(1).max(100).default(50),
});

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): ProductsConfig => loadConfig(configSchema, process.env);
