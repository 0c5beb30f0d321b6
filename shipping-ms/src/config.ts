import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** The environment of shipping-ms. `.env.template` explains each name. */
export type ShippingConfig = ServiceConfig & DatabaseConfig;

export const configSchema = Joi.object<ShippingConfig>({ ...serviceKeys, ...databaseKeys });

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): ShippingConfig => loadConfig(configSchema, process.env);
