import { isIP } from 'node:net';
import { inProduction, loadConfig, type ServiceConfig, serviceKeys } from '@orderwire/platform';
import Joi from 'joi';

/** Everything the gateway takes from its environment. */
export interface GatewayConfig extends ServiceConfig {
  /** The longest a client waits for an answer, in milliseconds; what is left of it travels with every request. */
  REQUEST_TIMEOUT_MS: number;
  /** The largest body, in bytes. */
  BODY_LIMIT: number;
  /** Origins whose pages may call the API from a browser; none unless told. */
  CORS_ORIGINS: string[];
  /** A request must have arrived whole within this time, in milliseconds: a slower client holds a connection, and orders nothing. */
  RECEIVE_TIMEOUT_MS: number;
  /** Whose `X-Forwarded-*` is believed: nobody (false), everybody (true), or proxies at these addresses. */
  TRUST_PROXY: boolean | string;
  /** How often an open order stream looks for news, in milliseconds. */
  STREAM_POLL_MS: number;
  /** How long an order stream stays open, in milliseconds; the browser then opens a new one by itself. */
  STREAM_MAX_MS: number;
  /** Order streams open at once in this process; of one address, of one account, and of one order. */
  STREAM_LIMIT: number;
  STREAM_LIMIT_IP: number;
  STREAM_LIMIT_ACCOUNT: number;
  STREAM_LIMIT_ORDER: number;
  /** Requests per client address in a window; 0: no limit. */
  RATE_LIMIT_IP: number;
  /** Requests per account in a window; 0: no limit. */
  RATE_LIMIT_ACCOUNT: number;
  /** Sign-ins, registrations and their like per client address in a window; 0: no limit. */
  RATE_LIMIT_SIGN_IN: number;
  /** How long a window lasts. */
  RATE_LIMIT_WINDOW_SECONDS: number;
}

const origins = (value: string): string[] =>
  value.split(',').map((entry) => {
    const origin = entry.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new Error('must be a comma separated list of origins like https://shop.example');
    return origin;
  });

const ranges = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** A client that everybody is believed from writes its own address, and with it has a new limit for every request. */
const nobodyIsEverybody =
  'believes every client, which can then choose its address and so walk around every limit; name the addresses of your proxies';

const proxies = (value: string, helpers: Joi.CustomHelpers): GatewayConfig['TRUST_PROXY'] => {
  const entries = value.split(',').map((entry) => entry.trim());
  const everybody = value === 'true' || entries.some((entry) => /\/0+$/.test(entry));
  if (everybody && inProduction(helpers)) throw new Error(nobodyIsEverybody);
  if (value === 'true' || value === 'false') return value === 'true';
  const known = (entry: string) => ranges.has(entry) || isIP(entry.replace(/\/\d{1,3}$/, '')) > 0;
  if (entries.every(known)) return value;
  // A number of proxies would say nothing of who the nearest is: whoever reaches the port could be it.
  throw new Error(
    'must be false, or a comma separated list of addresses like 10.0.0.0/8 or loopback; outside of production also true',
  );
};

const quota = () => Joi.number().integer().min(0).max(1_000_000_000);

const places = () => Joi.number().integer().min(1).max(100_000);

const because = { 'any.custom': '{#error.message}' };

export const configSchema = Joi.object<GatewayConfig>({
  ...serviceKeys,
  REQUEST_TIMEOUT_MS: Joi.number().integer().min(100).max(120_000).default(15_000),
  BODY_LIMIT: Joi.number().integer().min(1_024).max(16_777_216).default(262_144),
  RECEIVE_TIMEOUT_MS: Joi.number().integer().min(1_000).max(600_000).default(30_000),
  CORS_ORIGINS: Joi.string().custom(origins).messages(because).default([]),
  TRUST_PROXY: Joi.string().custom(proxies).messages(because).default(false),
  STREAM_POLL_MS: Joi.number().integer().min(50).max(60_000).default(1_000),
  STREAM_MAX_MS: Joi.number().integer().min(1_000).max(3_600_000).default(600_000),
  STREAM_LIMIT: places().default(1_000),
  STREAM_LIMIT_IP: places().default(50),
  STREAM_LIMIT_ACCOUNT: places().default(20),
  STREAM_LIMIT_ORDER: places().default(10),
  RATE_LIMIT_IP: quota().default(600),
  RATE_LIMIT_ACCOUNT: quota().default(600),
  RATE_LIMIT_SIGN_IN: quota().default(30),
  RATE_LIMIT_WINDOW_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
});

/** Reads the environment; throws a ConfigError that names every wrong variable. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): GatewayConfig =>
  loadConfig(configSchema, env);
