import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  secretKeys,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** What orders-ms needs to know; .env.template explains each name. */
export type OrdersConfig = ServiceConfig &
  DatabaseConfig & {
    /** How long a payment link lives. Stripe wants 30 minutes to 24 hours by its own clock, so both ends keep a margin. */
    SESSION_MINUTES: number;
    /** How often overdue orders and waiting refunds are looked after. */
    ORDER_SWEEP_SECONDS: number;
    /** base64 keys of guests' order tokens: the first makes them, all are accepted. */
    ORDER_TOKEN_SECRET: [string, ...string[]];
  };

export const configSchema = Joi.object<OrdersConfig>({
  ...serviceKeys,
  ...databaseKeys,
  ORDER_TOKEN_SECRET: secretKeys(),
  SESSION_MINUTES: Joi.number().integer().min(31).max(1430).default(60),
  ORDER_SWEEP_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
});

/** Reads the environment; throws a ConfigError that names every missing or wrong variable. */
export const readConfig = (): OrdersConfig => loadConfig(configSchema, process.env);
