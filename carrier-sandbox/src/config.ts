import { readFileSync } from 'node:fs';
import Joi from 'joi';
import { FAULT_SETTINGS, type FaultSettings } from './faults/settings.js';

/** The sandbox's settings, all of them checked. */
export interface Config {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Start of `public_url`, which shoppers open. Undefined: the address of the server. */
  publicUrl: string | undefined;
  /** Start of `label_url`, which the shop's server reads. Undefined: as `publicUrl`. */
  labelUrl: string | undefined;
  apiKey: string;
  /** A webhook that exists from the start. */
  webhook: { url: string; secret: string | undefined } | undefined;
  /** First pause before an event is posted again. */
  webhookRetryBaseMs: number;
  /** Pause until a refund is `refunded`. Only tests change it. */
  refundAfterMs: number;
  /** Folder of the journal. Undefined: memory only. */
  dataFolder: string | undefined;
  maxShipments: number;
  /** Fault injection at the start. Undefined: disabled. */
  faults: FaultSettings | undefined;
  logLevel: string;
}

const faultSettings = (value: string, helpers: Joi.CustomHelpers): FaultSettings | Joi.ErrorReport => {
  try {
    const { error, value: settings } = FAULT_SETTINGS.validate(JSON.parse(value), { convert: false });
    return error ? helpers.error('faults.wrong', { reason: error.message }) : settings;
  } catch (error) {
    return helpers.error('faults.wrong', { reason: String(error) });
  }
};

const url = Joi.string().uri({ scheme: ['http', 'https'] });

export const configSchema = Joi.object({
  HOST: Joi.string().default('127.0.0.1'),
  PORT: Joi.number().integer().min(0).max(65535).default(3011),
  PUBLIC_URL: url.empty(''),
  LABEL_URL: url.empty(''),
  API_KEY: Joi.string().min(1).max(200).default('EZTK_sandbox'),
  WEBHOOK_URL: url.empty(''),
  WEBHOOK_SECRET: Joi.string().empty(''),
  WEBHOOK_RETRY_BASE_MS: Joi.number().integer().min(1).max(60_000).default(1000),
  REFUND_AFTER_MS: Joi.number().integer().min(0).max(86_400_000).default(1000),
  DATA_DIR: Joi.string().empty(''),
  MAX_SHIPMENTS: Joi.number().integer().min(1).max(1_000_000).default(10_000),
  FAULTS: Joi.string().empty('').custom(faultSettings),
  LOG_LEVEL: Joi.string().valid('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
}).messages({ 'faults.wrong': '{{#label}} is wrong: {{#reason}}' });

/** Reads the environment; throws one error that names every wrong variable (never its value). */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { error, value } = configSchema.validate(withSecretFiles(env), {
    abortEarly: false,
    stripUnknown: true,
  });
  if (error) {
    const lines = error.details.map(({ message, context }) =>
      message.replace(` with value "${String(context?.value)}"`, ''),
    );
    throw new Error(`The carrier sandbox cannot start:\n  ${lines.join('\n  ')}`);
  }
  const values = value as Record<string, never>;
  const webhookUrl: string | undefined = values['WEBHOOK_URL'];
  return {
    host: values['HOST']!,
    port: values['PORT']!,
    publicUrl: values['PUBLIC_URL'],
    labelUrl: values['LABEL_URL'],
    apiKey: values['API_KEY']!,
    webhook: webhookUrl ? { url: webhookUrl, secret: values['WEBHOOK_SECRET'] } : undefined,
    webhookRetryBaseMs: values['WEBHOOK_RETRY_BASE_MS']!,
    refundAfterMs: values['REFUND_AFTER_MS']!,
    dataFolder: values['DATA_DIR'],
    maxShipments: values['MAX_SHIPMENTS']!,
    faults: values['FAULTS'],
    logLevel: values['LOG_LEVEL']!,
  };
}

/** Reads secrets from the files in `API_KEY_FILE` and `WEBHOOK_SECRET_FILE`, as containers provide them. */
function withSecretFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const values = { ...env };
  for (const name of ['API_KEY', 'WEBHOOK_SECRET']) {
    const file = env[`${name}_FILE`];
    if (env[name]?.trim() || !file) continue;
    try {
      values[name] = readFileSync(file, 'utf8').trim();
    } catch {
      throw new Error(
        `The carrier sandbox cannot start:\n  "${name}_FILE" names ${file}, which cannot be read`,
      );
    }
  }
  return values;
}
