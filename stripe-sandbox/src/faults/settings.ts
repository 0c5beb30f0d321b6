import Joi from 'joi';

/** How the dial is set. Every bare number is a probability from 0 (never, the default) to 1 (always). */
export interface FaultSettings {
  /** The same seed strikes the same ordinals again. */
  seed: number;
  webhooks: {
    /** Posted once more after it was answered with 2xx. */
    duplicate: number;
    /** Held back until up to five later events were posted, or a second has passed. */
    reorder: number;
    delay: { probability: number; maxMs: number };
    /** Never posted, not even by a retry or after a restart. */
    drop: number;
    /** Posted `copies` times in the same instant. */
    burst: { probability: number; copies: number };
    /** The first attempt carries a signature made with another secret; the retry is right. */
    badSignature: number;
    /** The first attempt was signed yesterday; the retry is right. */
    oldSignature: number;
    /** The first attempt brings half of the body; the retry is right. */
    truncated: number;
  };
  api: {
    /** Only these, e.g. `POST /v1/refunds`; all when left out. */
    routes?: string[];
    /** 429, nothing done. */
    rateLimited429: number;
    /** 500, nothing done. */
    error500Before: number;
    /** 500 after the work was done; the Idempotency-Key remembers the 500. */
    error500After: number;
    /** The work is done and its answer comes `ms` late; the Idempotency-Key remembers the right answer. */
    timeoutAfter: { probability: number; ms: number };
    /** The work is done and the connection breaks; the Idempotency-Key remembers the right answer. */
    resetAfter: number;
  };
  checkout: {
    /** The webhooks a call causes are posted before its answer leaves. */
    webhookBeforeAnswer: number;
    /** The shop asks to expire a session that is paid in that very instant. */
    paidAsItExpires: number;
  };
  refunds: {
    /** Succeeds at once, fails after `REFUND_SECONDS`. */
    failLater: number;
    /** Is pending at first. */
    pending: number;
  };
  disputes: {
    /** A charge is disputed after `DISPUTE_SECONDS`. */
    probability: number;
    /** Of these disputes: won, or lost, by themselves after as long again; the others stay open. */
    won: number;
    lost: number;
  };
}

const probability = Joi.number().min(0).max(1).default(0);
const group = (shape: Joi.PartialSchemaMap): Joi.ObjectSchema => Joi.object(shape).default();

/** Checks settings and fills in what is left out with 0. */
export const FAULT_SETTINGS: Joi.ObjectSchema<FaultSettings> = Joi.object({
  seed: Joi.number().integer().default(1),
  webhooks: group({
    duplicate: probability,
    reorder: probability,
    delay: group({ probability, maxMs: Joi.number().integer().min(1).max(60_000).default(1000) }),
    drop: probability,
    burst: group({ probability, copies: Joi.number().integer().min(2).max(50).default(5) }),
    badSignature: probability,
    oldSignature: probability,
    truncated: probability,
  }),
  api: group({
    routes: Joi.array().items(
      Joi.string()
        .pattern(/^(GET|POST) \/v1\//, 'method and route, e.g. POST /v1/refunds')
        .required(),
    ),
    rateLimited429: probability,
    error500Before: probability,
    error500After: probability,
    timeoutAfter: group({ probability, ms: Joi.number().integer().min(1).max(120_000).default(10_000) }),
    resetAfter: probability,
  }),
  checkout: group({ webhookBeforeAnswer: probability, paidAsItExpires: probability }),
  refunds: group({ failLater: probability, pending: probability }),
  disputes: group({ probability, won: probability, lost: probability }),
});
