import Joi from 'joi';

/** One rule of the fault injection. At least one of `code`, `disconnect` and `delayMs`. */
export interface FaultRule {
  /** The step of SMTP: after the connection, RCPT TO, or the end of DATA. */
  at: 'connect' | 'rcpt' | 'data';
  /**
   * An address, a domain, or `*` for all (the default). At `data` one recipient of the message has
   * to match; `connect` has no address.
   */
  to: string;
  /** The reply, e.g. 421, 450 or 550. */
  code?: number;
  /** Text of the reply. */
  message?: string;
  /** The connection is closed instead of a reply. */
  disconnect?: true;
  /** Pause before the reply, and before what happens instead of it. */
  delayMs?: number;
  /** At `data`: the message is stored although the reply says otherwise. */
  stored?: true;
  /** Applies this many times. Default: always. */
  times?: number;
}

/** Settings of the fault injection. The first rule that matches applies. */
export interface FaultSettings {
  rules: FaultRule[];
}

const replyCode = Joi.number()
  .integer()
  .min(400)
  .max(599)
  .messages({ 'number.min': '{{#label}} must be a code of a failure, 400 to 599' });

const rule = Joi.object({
  at: Joi.valid('connect', 'rcpt', 'data').required(),
  to: Joi.string()
    .lowercase()
    .default('*')
    .when('at', { is: 'connect', then: Joi.valid('*') }),
  code: replyCode,
  message: Joi.string()
    .max(400)
    .pattern(/^[\x20-\x7e]+$/, 'printable ASCII'),
  disconnect: Joi.valid(true),
  delayMs: Joi.number().integer().min(1).max(300_000),
  stored: Joi.valid(true).when('at', { not: 'data', then: Joi.forbidden() }),
  times: Joi.number().integer().min(1),
})
  .or('code', 'disconnect', 'delayMs')
  .oxor('code', 'disconnect')
  .with('message', 'code');

/** Validates settings. */
export const FAULT_SETTINGS: Joi.ObjectSchema<FaultSettings> = Joi.object({
  rules: Joi.array().items(rule).min(1).max(100).required(),
});
