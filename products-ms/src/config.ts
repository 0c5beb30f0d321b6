import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** What products-ms needs to know; .env.template explains each name. */
export type ProductsConfig = ServiceConfig & DatabaseConfig;

const schema = Joi.object<ProductsConfig>({ ...serviceKeys, ...databaseKeys });

/** Reads the environment; throws a ConfigError that names every missing or wrong variable. */
export const readConfig = (): ProductsConfig => loadConfig(schema, process.env);
