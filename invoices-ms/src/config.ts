import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** The environment of invoices-ms. `.env.template` explains each name. */
export type InvoicesConfig = ServiceConfig & DatabaseConfig;

export const configSchema = Joi.object<InvoicesConfig>({ ...serviceKeys, ...databaseKeys });

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): InvoicesConfig => loadConfig(configSchema, process.env);
