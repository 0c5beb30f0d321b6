import {
  type DatabaseConfig,
  databaseKeys,
  loadConfig,
  type SecretKeys,
  secretKeys,
  type ServiceConfig,
  serviceKeys,
} from '@orderwire/platform';
import { isCountryCode } from '@orderwire/contracts';
import Joi from 'joi';

/** The environment of orders-ms. `.env.template` explains each name. */
export type OrdersConfig = ServiceConfig &
  DatabaseConfig & {
    /**
     * Lifetime of a payment session. Stripe allows 30 minutes to 24 hours by its own clock; the
     * limits keep a margin.
     */
    SESSION_MINUTES: number;
    /** The same for guests. */
    GUEST_SESSION_MINUTES: number;
    /** All payment sessions of an order end within this time. */
    PAY_WITHIN_HOURS: number;
    /** Payment sessions of one order, in an hour and in all. */
    SESSIONS_PER_HOUR: number;
    SESSIONS_PER_ORDER: number;
    /** Unpaid orders at once: of an account, of a guest's network, of a guest's e-mail address; 0: unlimited. */
    OPEN_ORDERS_PER_ACCOUNT: number;
    OPEN_ORDERS_PER_NETWORK: number;
    OPEN_ORDERS_PER_EMAIL: number;
    /** Where the shop is taxed, ISO 3166-1 alpha-2. Without it orders without an address have no tax. */
    SELLER_COUNTRY?: string;
    /** Interval of the jobs. */
    ORDER_SWEEP_SECONDS: number;
    /** base64 keys of order tokens: the first one makes tokens, all are accepted. */
    ORDER_TOKEN_SECRET: SecretKeys;
  };

const minutes = () => Joi.number().integer().min(31).max(1430);

const country = () =>
  Joi.string()
    .uppercase()
    .custom((code: string, { error }) => (isCountryCode(code) ? code : error('any.invalid')))
    .messages({ 'any.invalid': '{{#label}} must be the two-letter code of a country, like "DE"' });

/** Each further unpaid order of one placer looks at all earlier ones. */
const openOrders = () => Joi.number().integer().min(0).max(1_000);

export const configSchema = Joi.object<OrdersConfig>({
  ...serviceKeys,
  ...databaseKeys,
  ORDER_TOKEN_SECRET: secretKeys(),
  SESSION_MINUTES: minutes().default(60),
  // Five minutes more than Stripe's minimum, for clocks that differ.
  GUEST_SESSION_MINUTES: minutes().default(35),
  PAY_WITHIN_HOURS: Joi.number().integer().min(1).max(720).default(24),
  SESSIONS_PER_HOUR: Joi.number().integer().min(1).max(1_000).default(10),
  SESSIONS_PER_ORDER: Joi.number().integer().min(1).max(1_000).default(20),
  OPEN_ORDERS_PER_ACCOUNT: openOrders().default(20),
  OPEN_ORDERS_PER_NETWORK: openOrders().default(20),
  OPEN_ORDERS_PER_EMAIL: openOrders().default(5),
  SELLER_COUNTRY: country(),
  ORDER_SWEEP_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
});

/** Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): OrdersConfig => loadConfig(configSchema, process.env);
