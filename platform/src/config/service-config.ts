import Joi from 'joi';
import { type FailpointConfig, failpointKeys } from '../failpoints/failpoint-config.js';
import { type MetricsConfig, metricsKeys } from '../metrics/metrics-config.js';
import { isGuessable } from './guessable.js';
import { inProduction } from './in-production.js';
import { secretKey } from './secret-key.js';

/** What every service needs to know to take part. */
export interface ServiceConfig extends FailpointConfig, MetricsConfig {
  NODE_ENV: 'development' | 'test' | 'production';
  /** Address the HTTP side binds to; 127.0.0.1 unless told. */
  HOST: string;
  /** Port of the HTTP side (health, and for some services more); 0 takes a free one. */
  PORT: number;
  LOG_LEVEL: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** NATS servers, credentials in the first URL. In production nats:// without a password is refused. */
  NATS_SERVERS: string[];
  /** Copies JetStream keeps of every event: 1 on one server, 3 in a cluster. */
  NATS_REPLICAS: number;
  /** base64 of at least 32 random bytes, the same for all services: by it they recognise each other. */
  SERVICE_KEY: string;
}

/** What a service with a database needs besides. */
export interface DatabaseConfig {
  /** postgres://role:password@host:port/database */
  DATABASE_URL: string;
  /** Connections this process may hold. */
  DATABASE_POOL: number;
  /** After so long an event goes to another process when the one that took it says nothing more. 30 unless told. */
  EVENT_ACK_WAIT_SECONDS?: number;
}

const servers = (value: string, helpers: Joi.CustomHelpers): string[] => {
  const urls = value.split(',').map((url) => url.trim());
  if (!urls.every((url) => /^(nats|tls|ws|wss):\/\/\S+$/.test(url) && URL.canParse(url))) {
    throw new Error('must be a comma separated list of nats:// URLs');
  }
  if (inProduction(helpers) && isOpen(urls.map((url) => new URL(url))))
    throw new Error('has no password, or a placeholder or default one; give the account a random one');
  return urls;
};

/**
 * Whoever gets into NATS can announce a payment. The first URL's name and password are those of all. None is borne where the
 * connection is encrypted: the server, or what stands before it, may know its clients by their certificates.
 */
const isOpen = ([first, ...others]: URL[]): boolean =>
  others.some((url) => url.password !== '' && isGuessable(url)) ||
  (first !== undefined &&
    (first.password !== '' || /^(nats|ws):$/.test(first.protocol)) &&
    isGuessable(first));

const because = { 'any.custom': '{#error.message}' };

/** In production the passwords that come with examples and images are refused. */
const notGuessable = (value: string, helpers: Joi.CustomHelpers): string => {
  if (inProduction(helpers) && isGuessable(new URL(value)))
    throw new Error('has no password, or a placeholder or default one; give the role a random one');
  return value;
};

/** joi keys of {@link ServiceConfig}. */
export const serviceKeys = {
  NODE_ENV: Joi.string().valid('development', 'test', 'production').default('development'),
  HOST: Joi.string().hostname().default('127.0.0.1'),
  PORT: Joi.number().port().required(),
  LOG_LEVEL: Joi.string().valid('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  NATS_SERVERS: Joi.string().required().custom(servers).messages(because),
  NATS_REPLICAS: Joi.number().integer().valid(1, 3, 5).default(1),
  SERVICE_KEY: secretKey(),
  ...failpointKeys,
  ...metricsKeys,
};

/** joi keys of {@link DatabaseConfig}. */
export const databaseKeys = {
  DATABASE_URL: Joi.string()
    .uri({ scheme: ['postgres', 'postgresql'] })
    .required()
    .custom(notGuessable)
    .messages(because),
  DATABASE_POOL: Joi.number().integer().min(2).max(100).default(8),
  EVENT_ACK_WAIT_SECONDS: Joi.number().integer().min(1).max(600).default(30),
};
