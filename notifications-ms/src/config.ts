import {
  type DatabaseConfig,
  databaseKeys,
  inProduction,
  loadConfig,
  requiredInProduction,
  type SecretKeys,
  secretKeys,
  type ServiceConfig,
  serviceKeys,
  trustProxy,
} from '@orderwire/platform';
import Joi from 'joi';
import { defaultRetrySeconds } from './webhooks/retry-schedule.js';

/** The environment of notifications-ms. `.env.template` explains each name. */
export type NotificationsConfig = ServiceConfig &
  DatabaseConfig & {
    /** smtp:// or smtps:// with user, password, host and port. */
    SMTP_URL: string;
    /** How long the mail server may take for each answer. */
    SMTP_TIMEOUT_SECONDS: number;
    /** Sender of all mails: `Name <address>`. */
    MAIL_FROM: string;
    /** Name of the shop in subjects and texts. */
    SHOP_NAME: string;
    /** Addresses that get what staff should know. */
    STAFF_EMAILS: string[];
    /** Base URL of the shop's pages. Without it mails show codes and no links to pages. */
    STOREFRONT_URL?: string;
    /** Base URL under which the internet reaches this service, for the links to unsubscribe. */
    PUBLIC_URL: string;
    /** base64 keys of the links to unsubscribe: the first one makes tokens, all are accepted. */
    NOTIFICATION_TOKEN_SECRET: SecretKeys;
    /** Secret of the mail provider's webhook (`whsec_…`); without it there is none. */
    MAIL_EVENTS_SECRET?: string;
    /** Twilio's account, or one at a provider with the same API; without it there is no SMS. */
    SMS_ACCOUNT_SID?: string;
    SMS_AUTH_TOKEN?: string;
    /** A phone number in E.164, or a messaging service (`MG…`). */
    SMS_FROM?: string;
    SMS_API_URL: string;
    /** Key pair of Web Push (VAPID, base64url); without it there is no push. */
    VAPID_PUBLIC_KEY?: string;
    VAPID_PRIVATE_KEY?: string;
    /** mailto: or https: address of the operator, for push services. */
    VAPID_SUBJECT?: string;
    /** Minutes before the end of a payment session at which its shopper is reminded; 0: never. */
    PAYMENT_REMINDER_MINUTES: number;
    /** Days after which rows of the delivery log are deleted. */
    MESSAGE_DAYS: number;
    /** Interval at which due messages are looked for. */
    SEND_INTERVAL_MS: number;
    /** Messages that are sent at the same time. */
    SEND_CONCURRENCY: number;
    /** Addresses of proxies whose `X-Forwarded-For` is trusted; `false`: none, `true`: all. */
    TRUST_PROXY: boolean | string;
    /** Whether webhooks may go to http and to addresses of this machine and its networks. */
    WEBHOOK_PRIVATE_NETWORKS: boolean;
    /** Interval at which due webhooks are looked for. */
    WEBHOOK_INTERVAL_MS: number;
    /** Time-out of a request to a webhook endpoint. */
    WEBHOOK_TIMEOUT_MS: number;
    /** Webhooks that this process sends at the same time. */
    WEBHOOK_CONCURRENCY: number;
    /** Of them, to one endpoint. */
    WEBHOOK_ENDPOINT_CONCURRENCY: number;
    /** Seconds between the attempts of one webhook delivery. */
    WEBHOOK_RETRY_SECONDS: readonly number[];
    /** Days after which webhook deliveries are deleted. */
    WEBHOOK_DAYS: number;
  };

const explained = { 'any.custom': '{#error.message}' };

/** `Name <address>` or an address alone, without control characters. */
const mailbox = /^(?:[^<>\r\n"]{1,100} )?<?[^\s@<>]+@[^\s@<>]+>?$/;

const smtpUrl = (value: string): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname)
    throw new Error('must be smtp://user:password@host:port or smtps://…');
  return value;
};

const addresses = (value: string): string[] => {
  const list = value
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  if (!list.every((address) => /^[^\s@<>]+@[^\s@<>]+$/.test(address)))
    throw new Error('must be e-mail addresses, separated by commas');
  return list;
};

const seconds = (value: string): number[] => {
  const list = value.split(',').map((text) => Number(text.trim() || NaN));
  if (list.length > 20 || !list.every((each) => each >= 0 && each <= 7 * 86_400))
    throw new Error('must be 1 to 20 numbers of seconds, separated by commas, each at most a week');
  return list;
};

const baseUrl = (value: string, helpers: Joi.CustomHelpers): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
    throw new Error('must be an http(s) URL without a query');
  if (inProduction(helpers) && url.protocol !== 'https:') throw new Error('must be an https URL');
  return value.replace(/\/+$/, '');
};

export const configSchema = Joi.object<NotificationsConfig>({
  ...serviceKeys,
  ...databaseKeys,
  SMTP_URL: Joi.string().required().custom(smtpUrl).messages(explained),
  SMTP_TIMEOUT_SECONDS: Joi.number().integer().min(1).max(25).default(10),
  MAIL_FROM: requiredInProduction(
    Joi.string().pattern(mailbox).messages({ 'string.pattern.base': 'must be Name <address>' }),
    'Orderwire <shop@orderwire.example>',
  ),
  SHOP_NAME: Joi.string().max(100).default('Orderwire'),
  STAFF_EMAILS: Joi.string().custom(addresses).messages(explained).default([]),
  STOREFRONT_URL: Joi.string().custom(baseUrl).messages(explained),
  PUBLIC_URL: requiredInProduction(Joi.string().custom(baseUrl).messages(explained), 'http://127.0.0.1:3006'),
  NOTIFICATION_TOKEN_SECRET: secretKeys(),
  MAIL_EVENTS_SECRET: Joi.string()
    .pattern(/^whsec_[\w+/=]{16,}$/)
    .messages({ 'string.pattern.base': 'must be the whsec_… secret of the webhook' }),
  SMS_ACCOUNT_SID: Joi.string().pattern(/^AC\w{8,64}$/),
  SMS_AUTH_TOKEN: Joi.string().min(8),
  SMS_FROM: Joi.string().pattern(/^(\+[1-9]\d{6,14}|MG\w{8,64})$/),
  SMS_API_URL: Joi.string().custom(baseUrl).messages(explained).default('https://api.twilio.com'),
  VAPID_PUBLIC_KEY: Joi.string().pattern(/^[\w-]{87}$/),
  VAPID_PRIVATE_KEY: Joi.string().pattern(/^[\w-]{43}$/),
  VAPID_SUBJECT: Joi.string().pattern(/^(mailto:|https:\/\/)\S+$/),
  PAYMENT_REMINDER_MINUTES: Joi.number().integer().min(0).max(1_400).default(15),
  MESSAGE_DAYS: Joi.number().integer().min(1).max(3_650).default(90),
  SEND_INTERVAL_MS: Joi.number().integer().min(50).max(60_000).default(1_000),
  SEND_CONCURRENCY: Joi.number().integer().min(1).max(50).default(5),
  TRUST_PROXY: trustProxy(),
  WEBHOOK_PRIVATE_NETWORKS: Joi.boolean().default(false),
  WEBHOOK_INTERVAL_MS: Joi.number().integer().min(50).max(60_000).default(1_000),
  WEBHOOK_TIMEOUT_MS: Joi.number().integer().min(100).max(60_000).default(15_000),
  WEBHOOK_CONCURRENCY: Joi.number().integer().min(1).max(200).default(40),
  WEBHOOK_ENDPOINT_CONCURRENCY: Joi.number().integer().min(1).max(50).default(8),
  WEBHOOK_RETRY_SECONDS: Joi.string().custom(seconds).messages(explained).default(defaultRetrySeconds),
  WEBHOOK_DAYS: Joi.number().integer().min(1).max(365).default(30),
})
  .and('SMS_ACCOUNT_SID', 'SMS_AUTH_TOKEN', 'SMS_FROM')
  .and('VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT');

/** Reads the environment. Throws a ConfigError that names every missing or invalid variable. */
export const readConfig = (): NotificationsConfig => loadConfig(configSchema, process.env);
