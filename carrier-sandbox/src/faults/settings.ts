import Joi from 'joi';

/** The calls of the API at which a fault can happen, and the posting of webhooks. */
export const STEPS = [
  'address',
  'create',
  'buy',
  'refund',
  'retrieve',
  'tracker',
  'label',
  'webhook',
] as const;
export type Step = (typeof STEPS)[number];

/** One rule of the fault injection: at least one of status, hang, disconnect, delayMs and webhook faults. */
export interface FaultRule {
  /** `*`: every call of the API. Webhooks have to be named. */
  at: Step | '*';
  /** The reply, e.g. 429 or 500. */
  status?: number;
  /** No reply. */
  hang?: true;
  /** The connection is closed instead of a reply. */
  disconnect?: true;
  /** Pause before the reply, and before what happens instead of it. */
  delayMs?: number;
  /** The work is done although the reply says otherwise, or is missing. */
  after?: true;
  /** At `webhook`: the event is never posted. */
  drop?: true;
  /** At `webhook`: the event is posted twice. */
  duplicate?: true;
  /** At `webhook`: the signature is wrong at the first attempt. */
  wrongSignature?: true;
  /** Applies this many times. Default: always. */
  times?: number;
}

/** Settings of the fault injection. The first rule that matches applies. */
export interface FaultSettings {
  rules: FaultRule[];
}

const yes = Joi.valid(true);
const onlyWebhook = yes.when('at', { not: 'webhook', then: Joi.forbidden() });
const neverWebhook = yes.when('at', { is: 'webhook', then: Joi.forbidden() });

const rule = Joi.object({
  at: Joi.valid(...STEPS, '*').required(),
  status: Joi.number().integer().min(400).max(599).when('at', { is: 'webhook', then: Joi.forbidden() }),
  hang: neverWebhook,
  disconnect: neverWebhook,
  delayMs: Joi.number().integer().min(1).max(300_000),
  after: neverWebhook,
  drop: onlyWebhook,
  duplicate: onlyWebhook,
  wrongSignature: onlyWebhook,
  times: Joi.number().integer().min(1),
})
  .or('status', 'hang', 'disconnect', 'delayMs', 'drop', 'duplicate', 'wrongSignature')
  .oxor('status', 'hang', 'disconnect');

/** Validates settings. */
export const FAULT_SETTINGS: Joi.ObjectSchema<FaultSettings> = Joi.object({
  rules: Joi.array().items(rule).min(1).max(100).required(),
});
