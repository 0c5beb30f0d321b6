import { isIP } from 'node:net';
import Joi from 'joi';
import { type FailpointConfig, failpointKeys } from '../failpoints/failpoint-config.js';
import { problemsOf } from '../database/connection.js';
import { endpointOf } from '../log/error-reports.js';
import { inProduction } from './in-production.js';
import { type SecretKeys, secretKeys } from './secret-key.js';

/** The configuration that every service needs. */
export interface ServiceConfig extends FailpointConfig {
  NODE_ENV: 'development' | 'test' | 'production';
  /** Address of the HTTP server. Default: 127.0.0.1. */
  HOST: string;
  /** Port of the HTTP server. 0: any free port. */
  PORT: number;
  LOG_LEVEL: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /**
   * NATS servers; the first URL carries the credentials. In production nats:// without a password
   * is refused.
   */
  NATS_SERVERS: string[];
  /** Keys of service tokens, the same for all services: the first one signs, all are accepted. */
  SERVICE_KEY: SecretKeys;
  /** Port of `GET /metrics`, bound to HOST. Absent: no metrics are collected. 0: any free port. */
  METRICS_PORT?: number;
  /** Where unexpected errors are reported, with Sentry's API. Absent: nowhere. */
  SENTRY_DSN?: string;
  /** Base URL of an OTLP receiver over HTTP, which gets the spans of traces. Absent: none are sent. */
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** Headers of its requests: `name=value,name=value`. */
  OTEL_EXPORTER_OTLP_HEADERS?: Record<string, string>;
  /** The part of all traces that is sampled, 0 to 1; the same for all services. Default: 1. */
  OTEL_TRACES_SAMPLER_ARG?: number;
  /** Keeps the spans of recent traces in NATS for the console. Default: false. */
  TRACE_STORE?: boolean;
}

/** Further configuration of a service with a database. */
export interface DatabaseConfig {
  /**
   * postgres://role:password@host:port/database, with parameters of `pg`; others are refused by
   * name. Time-outs in it replace the default ones. `pgbouncer=true`: no named statements.
   */
  DATABASE_URL: string;
  /** Maximum number of connections. */
  DATABASE_POOL: number;
  /** Interval between two searches for lost events. Default: 300. */
  LOST_EVENTS_CHECK_SECONDS?: number;
  /** An event that is not consumed after this time counts as lost. Default: 600. */
  LOST_EVENTS_AFTER_SECONDS?: number;
}

/** Passwords of examples, images and manuals. */
const wellKnown =
  /^(postgres|nats|password|passwd|secret|s3cr3t|t0ps3cr3t|admin|root|test|user|guest|1234.*)?$/i;
const placeholder = /change.?(me|it)|placeholder|example/i;

/** Whether the password of a URL is empty, the user name, a placeholder, or well known. */
function isWeakPassword({ username, password }: Pick<URL, 'username' | 'password'>): boolean {
  return password === username || wellKnown.test(password) || placeholder.test(password);
}

const servers = (value: string, helpers: Joi.CustomHelpers): string[] => {
  const urls = value.split(',').map((url) => url.trim());
  if (!urls.every((url) => /^(nats|tls|ws|wss):\/\/\S+$/.test(url) && URL.canParse(url))) {
    throw new Error('must be a comma separated list of nats:// URLs');
  }
  if (inProduction(helpers) && isOpen(urls.map((url) => new URL(url))))
    throw new Error('has no password, or a default or placeholder password; use a random one');
  return urls;
};

/**
 * A client that can connect to NATS can publish a payment, so the password must not be guessable.
 * The first URL's credentials apply to all. Over TLS an empty password is allowed: clients may
 * authenticate by certificate.
 */
const isOpen = ([first, ...others]: URL[]): boolean =>
  others.some((url) => url.password !== '' && isWeakPassword(url)) ||
  (first !== undefined &&
    (first.password !== '' || /^(nats|ws):$/.test(first.protocol)) &&
    isWeakPassword(first));

const customMessage = { 'any.custom': '{#error.message}' };

/** Refuses the passwords of examples and images in production. */
const notGuessable = (value: string, helpers: Joi.CustomHelpers): string => {
  if (inProduction(helpers) && isWeakPassword(new URL(value)))
    throw new Error('has no password, or a default or placeholder password; use a random one');
  return value;
};

const connectionString = (value: string, helpers: Joi.CustomHelpers): string => {
  const problems = problemsOf(value);
  if (problems.length > 0) throw new Error(`has unsupported parameters: ${problems.join('; ')}`);
  return notGuessable(value, helpers);
};

const ranges = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** A trusted client chooses its own address, and with it a new rate limit for every request. */
const trustsEveryClient =
  'trusts every client, which can then choose its address and bypass every rate limit; list the addresses of your proxies';

const proxies = (value: string, helpers: Joi.CustomHelpers): boolean | string => {
  const entries = value.split(',').map((entry) => entry.trim());
  const trustsAll = value === 'true' || entries.some((entry) => /\/0+$/.test(entry));
  if (trustsAll && inProduction(helpers)) throw new Error(trustsEveryClient);
  if (value === 'true' || value === 'false') return value === 'true';
  const known = (entry: string) => ranges.has(entry) || isIP(entry.replace(/\/\d{1,3}$/, '')) > 0;
  if (entries.every(known)) return value;
  // A number of hops is not accepted: it does not distinguish a proxy from a client that reaches
  // the port.
  throw new Error(
    'must be false, a comma separated list of addresses like 10.0.0.0/8 or loopback, or (not in production) true',
  );
};

/**
 * Joi rule of `TRUST_PROXY`, for services with a public port: the addresses of proxies whose
 * `X-Forwarded-*` is trusted; `false`: none, `true`: all.
 */
export const trustProxy = (): Joi.StringSchema =>
  Joi.string().custom(proxies).messages(customMessage).default(false);

const sentryDsn = (value: string): string => {
  endpointOf(value);
  return value;
};

/** The form of OpenTelemetry: values may be percent-encoded. */
function otlpHeaders(value: string): Record<string, string> {
  const pairs = value.split(',').map((pair): [string, string] => {
    const [, name, text] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || text === undefined) throw new Error('must be like name=value,name=value');
    return [name, decoded(text)];
  });
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a % that is no percent-encoding; write %25');
  }
}

/** Joi keys of {@link ServiceConfig}. */
export const serviceKeys = {
  NODE_ENV: Joi.string().valid('development', 'test', 'production').default('development'),
  HOST: Joi.string().hostname().default('127.0.0.1'),
  PORT: Joi.number().port().required(),
  LOG_LEVEL: Joi.string().valid('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  NATS_SERVERS: Joi.string().required().custom(servers).messages(customMessage),
  SERVICE_KEY: secretKeys(),
  ...failpointKeys,
  METRICS_PORT: Joi.number().port(),
  SENTRY_DSN: Joi.string().custom(sentryDsn).messages(customMessage),
  OTEL_EXPORTER_OTLP_ENDPOINT: Joi.string().uri({ scheme: ['http', 'https'] }),
  OTEL_EXPORTER_OTLP_HEADERS: Joi.string().custom(otlpHeaders).messages(customMessage),
  OTEL_TRACES_SAMPLER_ARG: Joi.number().min(0).max(1).default(1),
  TRACE_STORE: Joi.boolean().default(false),
};

/** Joi keys of {@link DatabaseConfig}. */
export const databaseKeys = {
  DATABASE_URL: Joi.string()
    .uri({ scheme: ['postgres', 'postgresql'] })
    .required()
    .custom(connectionString)
    .messages(customMessage),
  DATABASE_POOL: Joi.number().integer().min(2).max(100).default(8),
  LOST_EVENTS_CHECK_SECONDS: Joi.number().integer().min(1).max(86_400).default(300),
  // Longer than any transaction: one that commits later would not be compared.
  LOST_EVENTS_AFTER_SECONDS: Joi.number().integer().min(10).max(86_400).default(600),
};
