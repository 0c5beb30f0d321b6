import {
  type DatabaseConfig,
  databaseKeys,
  inProduction,
  loadConfig,
  type ServiceConfig,
  serviceKeys,
  trustProxy,
} from '@orderwire/platform';
import Joi from 'joi';

export interface PaymentsConfig extends ServiceConfig, DatabaseConfig {
  /** Stripe's secret or restricted key (`sk_…`, `rk_…`). */
  STRIPE_SECRET: string;
  /** Secrets of the webhook endpoint (`whsec_…`); several during a rotation. */
  STRIPE_ENDPOINT_SECRET: string[];
  /** The page after a payment; may contain `{CHECKOUT_SESSION_ID}` and `{ORDER_ID}`. */
  STRIPE_SUCCESS_URL: string;
  /** The page after a cancelled Checkout; may contain the same. */
  STRIPE_CANCEL_URL: string;
  /** Protocol, host and port of another Stripe API, such as the sandbox; test keys only. */
  STRIPE_API_URL?: string;
  /** Marks the objects of this deployment at Stripe. Default: an id made with the database. */
  STRIPE_SHOP?: string;
  /** Addresses of proxies whose `X-Forwarded-For` is trusted; `false`: none, `true`: all. */
  TRUST_PROXY: boolean | string;
  /** Seconds between two reconciliations of recent records; 0: none. */
  RECONCILE_EVERY_SECONDS: number;
  /** Days that the daily reconciliation compares; 0: none. */
  RECONCILE_DAYS: number;
  /** Work that a replica has begun is left to others after this time. Default: 30. */
  EVENT_ACK_WAIT_SECONDS?: number;
}

/** Whether a key charges real payments. */
export const isLiveKey = (key: string): boolean => /^(sk|rk)_live_/.test(key);

const secrets = (value: string, helpers: Joi.CustomHelpers): string[] => {
  const list = value.split(',').map((secret) => secret.trim());
  if (!list.every((secret) => /^whsec_\S+$/.test(secret)))
    throw new Error('must be a whsec_… secret, or several separated by commas');
  list.forEach((secret) => notPlaceholder(secret, helpers));
  return list;
};

/** Stripe's secrets are long and random; values of templates and examples are not. */
const notPlaceholder = (value: string, helpers: Joi.CustomHelpers): string => {
  if (inProduction(helpers) && (value.length < 24 || /change.?me|placeholder|example|your|xxx/i.test(value)))
    throw new Error('is a placeholder; copy the real one from https://dashboard.stripe.com');
  return value;
};

const pageUrl = (value: string, helpers: Joi.CustomHelpers): string => {
  const plain = value.replaceAll(/\{(CHECKOUT_SESSION_ID|ORDER_ID)\}/g, 'id');
  if (!/^https?:\/\/[^\s{}]+$/.test(plain) || !URL.canParse(plain))
    throw new Error('must be an http(s) URL; its only placeholders are {CHECKOUT_SESSION_ID} and {ORDER_ID}');
  if (inProduction(helpers) && isLoopback(new URL(plain).hostname))
    throw new Error('is a loopback address; in production it must be a page of your shop');
  return value;
};

const isLoopback = (host: string): boolean =>
  /^(.+\.)?localhost\.?$|^127\.|^0\.0\.0\.0$|^\[::1?\]$/.test(host);

const apiUrl = (value: string, helpers: Joi.CustomHelpers): string => {
  if (inProduction(helpers)) throw new Error('must not be set in production: only Stripe captures payments');
  if (!/^https?:\/\/[^/\s]+\/?$/.test(value) || !URL.canParse(value))
    throw new Error('must be only protocol, host and port, such as http://127.0.0.1:12111');
  return value;
};

const explained = { 'any.custom': '{#error.message}' };

export const configSchema = Joi.object<PaymentsConfig>({
  ...serviceKeys,
  ...databaseKeys,
  EVENT_ACK_WAIT_SECONDS: Joi.number().integer().min(1).max(600).default(30),
  STRIPE_SECRET: Joi.string()
    .pattern(/^(sk|rk)_(test|live)_\w+$/)
    .required()
    .messages({
      ...explained,
      'string.pattern.base': 'must be a secret key (sk_test_…, sk_live_…) or a restricted one (rk_…)',
    })
    .custom(notPlaceholder),
  STRIPE_ENDPOINT_SECRET: Joi.string().required().custom(secrets).messages(explained),
  STRIPE_SUCCESS_URL: Joi.string().required().custom(pageUrl).messages(explained),
  STRIPE_CANCEL_URL: Joi.string().required().custom(pageUrl).messages(explained),
  STRIPE_API_URL: Joi.string()
    .custom(apiUrl)
    .when('STRIPE_SECRET', {
      is: Joi.string()
        .pattern(/^(sk|rk)_live_/)
        .required(),
      then: Joi.forbidden(),
    })
    .messages({
      ...explained,
      'any.unknown': 'must not be set together with a live key',
    }),
  STRIPE_SHOP: Joi.string()
    .pattern(/^[\w.-]{1,64}$/)
    .messages({ 'string.pattern.base': 'must be 1 to 64 letters, digits, dots, dashes or underscores' }),
  TRUST_PROXY: trustProxy(),
  RECONCILE_EVERY_SECONDS: Joi.number().integer().min(0).max(86_400).default(300),
  RECONCILE_DAYS: Joi.number().integer().min(0).max(400).default(30),
});

/** Throws an error that names every missing or invalid variable. */
export const readConfig = (): PaymentsConfig => loadConfig(configSchema, process.env);
