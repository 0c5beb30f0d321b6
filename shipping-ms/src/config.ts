import type { Address } from '@orderwire/contracts';
import {
  type DatabaseConfig,
  databaseKeys,
  inProduction,
  loadConfig,
  requiredInProduction,
  type ServiceConfig,
  serviceKeys,
  trustProxy,
} from '@orderwire/platform';
import Joi from 'joi';
import type { Sender } from './carrier/sender.js';

/** The environment of shipping-ms. `.env.template` explains each name. */
export type ShippingConfig = ServiceConfig &
  DatabaseConfig & {
    /** Base URL of the carrier's API with its version. */
    CARRIER_API_URL: string;
    CARRIER_API_KEY: string;
    /** Secrets of the carrier's webhook; all are accepted. */
    CARRIER_WEBHOOK_SECRET: readonly string[];
    /** Time-out of one request to the carrier. */
    CARRIER_TIMEOUT_MS: number;
    /** How long the carrier is not asked after several outages. */
    CARRIER_PAUSE_MS: number;
    /** Whether the cheapest label is bought at once; otherwise staff choose a rate. */
    SHIPPING_AUTO_LABEL: boolean;
    SHIPPER_NAME: string;
    SHIPPER_LINE1: string;
    SHIPPER_LINE2?: string;
    SHIPPER_CITY: string;
    SHIPPER_STATE?: string;
    SHIPPER_POSTAL_CODE?: string;
    SHIPPER_COUNTRY: string;
    SHIPPER_PHONE: string;
    /** Of the packaging. */
    PARCEL_GRAMS: number;
    /** Of each unit in it. */
    PARCEL_UNIT_GRAMS: number;
    PARCEL_LENGTH_CM: number;
    PARCEL_WIDTH_CM: number;
    PARCEL_HEIGHT_CM: number;
    /** Interval at which due parcels are looked for. */
    SHIPMENT_INTERVAL_MS: number;
    /** Parcels that this process works on at the same time. */
    SHIPMENT_CONCURRENCY: number;
    /** Without news for so long the carrier is asked. */
    TRACKER_POLL_MINUTES: number;
    /** Days after which addresses of finished parcels are erased. */
    ADDRESS_DAYS: number;
    /** Addresses of proxies whose `X-Forwarded-For` is trusted; `false`: none, `true`: all. */
    TRUST_PROXY: boolean | string;
  };

const explained = { 'any.custom': '{#error.message}' };

const apiUrl = (value: string, helpers: Joi.CustomHelpers): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
    throw new Error('must be an http(s) URL without a query, with the version: https://api.easypost.com/v2');
  if (inProduction(helpers) && url.protocol !== 'https:') throw new Error('must be an https URL');
  return value.replace(/\/+$/, '');
};

const secrets = (value: string, helpers: Joi.CustomHelpers): string[] => {
  const list = value.split(',').map((secret) => secret.trim());
  if (!list.every((secret) => secret.length >= 16 || (!inProduction(helpers) && secret.length > 0)))
    throw new Error('must be secrets of at least 16 characters, separated by commas');
  return list;
};

const apiKey = (value: string, helpers: Joi.CustomHelpers): string => {
  if (inProduction(helpers) && /sandbox|change.?me|placeholder/i.test(value))
    throw new Error('is the key of the sandbox or a placeholder; use that of your account');
  return value;
};

const line = () => Joi.string().trim().max(200);
const centimetres = (value: number) => Joi.number().min(1).max(200).default(value);

export const configSchema = Joi.object<ShippingConfig>({
  ...serviceKeys,
  ...databaseKeys,
  CARRIER_API_URL: Joi.string().custom(apiUrl).messages(explained).default('https://api.easypost.com/v2'),
  CARRIER_API_KEY: Joi.string().min(5).max(500).required().custom(apiKey).messages(explained),
  CARRIER_WEBHOOK_SECRET: Joi.string().required().custom(secrets).messages(explained),
  CARRIER_TIMEOUT_MS: Joi.number().integer().min(100).max(20_000).default(10_000),
  CARRIER_PAUSE_MS: Joi.number().integer().min(1).max(600_000).default(15_000),
  SHIPPING_AUTO_LABEL: Joi.boolean().default(true),
  SHIPPER_NAME: requiredInProduction(line(), 'Orderwire'),
  SHIPPER_LINE1: requiredInProduction(line(), '2 Harbour Street'),
  SHIPPER_LINE2: line(),
  SHIPPER_CITY: requiredInProduction(line(), 'Dublin'),
  SHIPPER_STATE: line(),
  SHIPPER_POSTAL_CODE: line().max(20),
  SHIPPER_COUNTRY: requiredInProduction(Joi.string().pattern(/^[A-Z]{2}$/), 'IE'),
  SHIPPER_PHONE: requiredInProduction(line(), '+353 1 555 0100'),
  PARCEL_GRAMS: Joi.number().min(0).max(30_000).default(150),
  PARCEL_UNIT_GRAMS: Joi.number().min(1).max(30_000).default(400),
  PARCEL_LENGTH_CM: centimetres(30),
  PARCEL_WIDTH_CM: centimetres(20),
  PARCEL_HEIGHT_CM: centimetres(15),
  SHIPMENT_INTERVAL_MS: Joi.number().integer().min(50).max(3_600_000).default(1_000),
  SHIPMENT_CONCURRENCY: Joi.number().integer().min(1).max(50).default(4),
  TRACKER_POLL_MINUTES: Joi.number().min(1).max(10_080).default(240),
  ADDRESS_DAYS: Joi.number().integer().min(1).max(3_650).default(90),
  TRUST_PROXY: trustProxy(),
});

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): ShippingConfig => loadConfig(configSchema, process.env);

export const senderOf = (config: ShippingConfig): Sender => ({
  phone: config.SHIPPER_PHONE,
  address: {
    name: config.SHIPPER_NAME,
    line1: config.SHIPPER_LINE1,
    ...(config.SHIPPER_LINE2 && { line2: config.SHIPPER_LINE2 }),
    city: config.SHIPPER_CITY,
    ...(config.SHIPPER_STATE && { state: config.SHIPPER_STATE }),
    ...(config.SHIPPER_POSTAL_CODE && { postalCode: config.SHIPPER_POSTAL_CODE }),
    country: config.SHIPPER_COUNTRY,
  } satisfies Address,
});
