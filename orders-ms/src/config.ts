import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  secretKeys,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import Joi from 'joi';

/** The environment of orders-ms. `.env.template` explains each name. */
export type OrdersConfig = ServiceConfig &
  DatabaseConfig & {
    /**
     * Lifetime of a payment session. Stripe allows 30 minutes to 24 hours by its own clock; the
     * limits keep a margin.
     */
    SESSION_MINUTES: number;
    /** Interval of the jobs. */
    ORDER_SWEEP_SECONDS: number;
    /** base64 keys of order tokens: the first one makes tokens, all are accepted. */
    ORDER_TOKEN_SECRET: [string, ...string[]];
  };

export const configSchema = Joi.object<OrdersConfig>({
  ...serviceKeys,
  ...databaseKeys,
  ORDER_TOKEN_SECRET: secretKeys(),
  SESSION_MINUTES: Joi.number().integer().min(31).max(1430).default(60),
  ORDER_SWEEP_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
});

/** Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): OrdersConfig => loadConfig(configSchema, process.env);
