import { readFileSync } from 'node:fs';
import Joi from 'joi';
import { FAULT_SETTINGS, type FaultSettings } from './faults/settings.js';

/** The sandbox's settings, all of them checked. */
export interface Config {
  port: number;
  host: string;
  /** Base of the hosted page's URLs. Default: the address it listens on. */
  publicUrl: string | undefined;
  secretKey: string;
  endpointSecret: string;
  webhookUrl: string | undefined;
  /**
   * Event types to deliver. `refund.*` stands for all types that begin with `refund.`, `*` for all
   * types.
   */
  webhookEvents: string[];
  webhookRetryBaseMs: number;
  /** Folder of the journal. Undefined: state is lost at exit. */
  dataDir: string | undefined;
  /** Bytes at which the journal is compacted. */
  journalLimit: number;
  delayedPaymentSeconds: number;
  /** Time until a refund fails later, or leaves pending. */
  refundSeconds: number;
  /** Time until a dispute card disputes its charge, and until the bank's verdict. */
  disputeSeconds: number;
  /** Minimum duration of every API request. */
  apiLatencyMs: number;
  /** Longest time a reply waits for webhooks that must arrive first. Only tests change it. */
  webhooksFirstMs: number;
  merchantName: string;
  /** Fault injection at start. Undefined: disabled. */
  faults: FaultSettings | undefined;
  logLevel: string;
}

const LIVE = 'looks like a live Stripe key: the sandbox handles test money only and refuses to run with it';

/** Refuses every key that real Stripe would accept in live mode. */
const notLive = (value: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport =>
  /(^|_)live(_|$)/i.test(value) ? helpers.error('key.live') : value;

/** Fault settings as JSON, or the path of a file with them. */
const faultDial = (value: string, helpers: Joi.CustomHelpers): FaultSettings | Joi.ErrorReport => {
  try {
    const text = value.trimStart().startsWith('{') ? value : readFileSync(value, 'utf8');
    const { error, value: settings } = FAULT_SETTINGS.validate(JSON.parse(text), { convert: false });
    return error ? helpers.error('faults.wrong', { reason: error.message }) : settings;
  } catch (error) {
    return helpers.error('faults.wrong', { reason: String(error) });
  }
};

export const configSchema = Joi.object({
  PORT: Joi.number().integer().min(0).max(65535).default(12111),
  HOST: Joi.string().default('127.0.0.1'),
  PUBLIC_URL: Joi.string().uri({ scheme: ['http', 'https'] }),
  STRIPE_SECRET: Joi.string()
    .custom(notLive)
    .pattern(/^(sk|rk)_test_\w+$/, 'test key sk_test_…')
    .required(),
  STRIPE_ENDPOINT_SECRET: Joi.string()
    .custom(notLive)
    .pattern(/^whsec_\S+$/, 'endpoint secret whsec_…')
    .required(),
  WEBHOOK_URL: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .empty(''),
  WEBHOOK_EVENTS: Joi.string().default('*'),
  WEBHOOK_RETRY_BASE_MS: Joi.number().integer().min(1).default(1000),
  DATA_DIR: Joi.string().empty(''),
  JOURNAL_LIMIT_MB: Joi.number().integer().min(1).max(8_192).default(512),
  DELAYED_PAYMENT_SECONDS: Joi.number().min(0).max(86_400).default(5),
  REFUND_SECONDS: Joi.number().min(0).max(86_400).default(2),
  DISPUTE_SECONDS: Joi.number().min(0).max(86_400).default(1),
  API_LATENCY_MS: Joi.number().integer().min(0).max(60_000).default(0),
  MERCHANT_NAME: Joi.string().default('Orderwire'),
  FAULTS: Joi.string().empty('').custom(faultDial),
  LOG_LEVEL: Joi.string().valid('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
}).messages({ 'key.live': `{{#label}} ${LIVE}`, 'faults.wrong': '{{#label}} is wrong: {{#reason}}' });

/** Reads the environment; throws one error that names every wrong variable (never its value). */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const result = configSchema.validate(withSecretFiles(env), { abortEarly: false, stripUnknown: true });
  if (result.error) {
    const firstPerVariable = new Map(
      result.error.details.toReversed().map((detail) => [detail.path.join(), detail]),
    );
    const lines = [...firstPerVariable.values()]
      .toReversed()
      .map(({ message, context }) => message.replace(` with value "${String(context?.value)}"`, ''));
    throw new Error(`The stripe-sandbox cannot start:\n  ${lines.join('\n  ')}`);
  }
  const values = result.value as Record<string, never>;
  return {
    port: values['PORT']!,
    host: values['HOST']!,
    publicUrl: values['PUBLIC_URL'],
    secretKey: values['STRIPE_SECRET']!,
    endpointSecret: values['STRIPE_ENDPOINT_SECRET']!,
    webhookUrl: values['WEBHOOK_URL'],
    webhookEvents: String(values['WEBHOOK_EVENTS'])
      .split(',')
      .map((type) => type.trim()),
    webhookRetryBaseMs: values['WEBHOOK_RETRY_BASE_MS']!,
    dataDir: values['DATA_DIR'],
    journalLimit: Number(values['JOURNAL_LIMIT_MB']) * 1_048_576,
    delayedPaymentSeconds: values['DELAYED_PAYMENT_SECONDS']!,
    refundSeconds: values['REFUND_SECONDS']!,
    disputeSeconds: values['DISPUTE_SECONDS']!,
    apiLatencyMs: values['API_LATENCY_MS']!,
    webhooksFirstMs: 2000,
    faults: values['FAULTS'],
    merchantName: values['MERCHANT_NAME']!,
    logLevel: values['LOG_LEVEL']!,
  };
}

/**
 * Reads secrets from the files in `STRIPE_SECRET_FILE` and `STRIPE_ENDPOINT_SECRET_FILE`, as
 * containers provide them.
 */
function withSecretFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const values = { ...env };
  for (const name of ['STRIPE_SECRET', 'STRIPE_ENDPOINT_SECRET']) {
    const file = env[`${name}_FILE`];
    if (env[name]?.trim() || !file) continue;
    try {
      values[name] = readFileSync(file, 'utf8').trim();
    } catch {
      throw new Error(
        `The stripe-sandbox cannot start:\n  "${name}_FILE" names ${file}, which cannot be read`,
      );
    }
  }
  return values;
}
