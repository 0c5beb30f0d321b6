import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig, type ServiceConfig, serviceKeys, trustProxy } from '@orderwire/platform';
import Joi from 'joi';

/** The environment of the gateway. */
export interface GatewayConfig extends ServiceConfig {
  /** The deadline of a request, in milliseconds; it travels with every RPC. */
  REQUEST_TIMEOUT_MS: number;
  /** The largest body, in bytes. */
  BODY_LIMIT: number;
  /** Origins whose pages may call the API from a browser; default: none. */
  CORS_ORIGINS: string[];
  /** Time to receive a whole request, in milliseconds: slow clients must not occupy connections. */
  RECEIVE_TIMEOUT_MS: number;
  /** Addresses of proxies whose `X-Forwarded-*` is trusted; `false`: none, `true`: all. */
  TRUST_PROXY: boolean | string;
  /** Poll interval of an order stream, in milliseconds. */
  STREAM_POLL_MS: number;
  /** Lifetime of an order stream, in milliseconds; browsers reconnect automatically. */
  STREAM_MAX_MS: number;
  /** Order streams open at once in this process: in total, per address, per account, per order. */
  STREAM_LIMIT: number;
  STREAM_LIMIT_IP: number;
  STREAM_LIMIT_ACCOUNT: number;
  STREAM_LIMIT_ORDER: number;
  /** Requests per client address and window; 0: unlimited. */
  RATE_LIMIT_IP: number;
  /** Requests per account and window; 0: unlimited. */
  RATE_LIMIT_ACCOUNT: number;
  /** Requests to password and e-mail routes per client address and window; 0: unlimited. */
  RATE_LIMIT_SIGN_IN: number;
  RATE_LIMIT_WINDOW_SECONDS: number;
  /** The folder with the built pages of the shop and the console; default: none is served. */
  STOREFRONT_DIR?: string;
}

const origins = (value: string): string[] =>
  value.split(',').map((entry) => {
    const origin = entry.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new Error('must be a comma separated list of origins like https://shop.example');
    return origin;
  });

const quota = () => Joi.number().integer().min(0).max(1_000_000_000);

const streams = () => Joi.number().integer().min(1).max(100_000);

const builtPages = (folder: string): string => {
  const missing = ['index.html', 'console.html'].filter((page) => !existsSync(join(folder, page)));
  if (missing.length > 0)
    throw new Error(`must be a folder with the built pages; it has no ${missing.join(', no ')}`);
  return resolve(folder);
};

const customMessage = { 'any.custom': '{#error.message}' };

export const configSchema = Joi.object<GatewayConfig>({
  ...serviceKeys,
  REQUEST_TIMEOUT_MS: Joi.number().integer().min(100).max(120_000).default(15_000),
  BODY_LIMIT: Joi.number().integer().min(1_024).max(16_777_216).default(262_144),
  RECEIVE_TIMEOUT_MS: Joi.number().integer().min(1_000).max(600_000).default(30_000),
  CORS_ORIGINS: Joi.string().custom(origins).messages(customMessage).default([]),
  TRUST_PROXY: trustProxy(),
  STREAM_POLL_MS: Joi.number().integer().min(50).max(60_000).default(1_000),
  STREAM_MAX_MS: Joi.number().integer().min(1_000).max(3_600_000).default(600_000),
  STREAM_LIMIT: streams().default(1_000),
  STREAM_LIMIT_IP: streams().default(50),
  STREAM_LIMIT_ACCOUNT: streams().default(20),
  STREAM_LIMIT_ORDER: streams().default(10),
  RATE_LIMIT_IP: quota().default(600),
  RATE_LIMIT_ACCOUNT: quota().default(600),
  RATE_LIMIT_SIGN_IN: quota().default(30),
  RATE_LIMIT_WINDOW_SECONDS: Joi.number().integer().min(1).max(3_600).default(60),
  STOREFRONT_DIR: Joi.string().custom(builtPages).messages(customMessage),
});

/** Reads the environment. Throws a ConfigError that names every invalid variable. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): GatewayConfig =>
  loadConfig(configSchema, env);
