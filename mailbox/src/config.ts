import Joi from 'joi';
import { FAULT_SETTINGS, type FaultSettings } from './faults/settings.js';

/** The mailbox's settings, all of them checked. */
export interface Config {
  host: string;
  /** Port of the page and the JSON API. 0: any free port. */
  port: number;
  smtpPort: number;
  maxMessages: number;
  /** Bytes of all kept messages together. Only tests change it. */
  maxTotalBytes: number;
  /** Bytes of one message; a larger one is answered with 552. Only tests change it. */
  maxMessageBytes: number;
  /** Undefined: no authentication. */
  credentials: { user: string; password: string } | undefined;
  /** Fault injection at the start. Undefined: disabled. */
  faults: FaultSettings | undefined;
  logLevel: string;
}

const MEBIBYTE = 1_048_576;

const faultSettings = (value: string, helpers: Joi.CustomHelpers): FaultSettings | Joi.ErrorReport => {
  try {
    const { error, value: settings } = FAULT_SETTINGS.validate(JSON.parse(value), { convert: false });
    return error ? helpers.error('faults.wrong', { reason: error.message }) : settings;
  } catch (error) {
    return helpers.error('faults.wrong', { reason: String(error) });
  }
};

export const configSchema = Joi.object({
  HOST: Joi.string().default('127.0.0.1'),
  PORT: Joi.number().integer().min(0).max(65535).default(3008),
  SMTP_PORT: Joi.number().integer().min(0).max(65535).default(1025),
  MAX_MESSAGES: Joi.number().integer().min(1).max(100_000).default(500),
  SMTP_USER: Joi.string().empty(''),
  SMTP_PASSWORD: Joi.string().empty(''),
  FAULTS: Joi.string().empty('').custom(faultSettings),
  LOG_LEVEL: Joi.string().valid('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
})
  .and('SMTP_USER', 'SMTP_PASSWORD')
  .messages({ 'faults.wrong': '{{#label}} is wrong: {{#reason}}' });

/** Reads the environment; throws one error that names every wrong variable (never its value). */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { error, value } = configSchema.validate(env, { abortEarly: false, stripUnknown: true });
  if (error) {
    const lines = error.details.map(({ message, context }) =>
      message.replace(` with value "${String(context?.value)}"`, ''),
    );
    throw new Error(`The mailbox cannot start:\n  ${lines.join('\n  ')}`);
  }
  const values = value as Record<string, never>;
  const user: string | undefined = values['SMTP_USER'];
  const password: string | undefined = values['SMTP_PASSWORD'];
  return {
    host: values['HOST']!,
    port: values['PORT']!,
    smtpPort: values['SMTP_PORT']!,
    maxMessages: values['MAX_MESSAGES']!,
    maxTotalBytes: 100 * MEBIBYTE,
    maxMessageBytes: 10 * MEBIBYTE,
    credentials: user && password ? { user, password } : undefined,
    faults: values['FAULTS'],
    logLevel: values['LOG_LEVEL']!,
  };
}
