import Joi from 'joi';

/**
 * Settings of the fault injection. Every plain number is a probability from 0 (never, the default)
 * to 1 (always).
 */
export interface FaultSettings {
  /** The same seed injects faults at the same ordinals. */
  seed: number;
  webhooks: {
    /** Posted again after a 2xx reply. */
    duplicate: number;
    /** Delayed until up to five later events were posted, for at most one second. */
    reorder: number;
    delay: { probability: number; maxMs: number };
    /** Never posted, also not by a retry or after a restart. */
    drop: number;
    /** Posted `copies` times at once. */
    burst: { probability: number; copies: number };
    /** The first attempt has a signature of another secret; the retry is correct. */
    badSignature: number;
    /** The first attempt has yesterday's timestamp; the retry is correct. */
    oldSignature: number;
    /** The first attempt has half of the body; the retry is correct. */
    truncated: number;
  };
  api: {
    /** Only these routes, e.g. `POST /v1/refunds`. Default: all. */
    routes?: string[];
    /** 429, nothing done. */
    rateLimited429: number;
    /** 500, nothing done. */
    error500Before: number;
    /** 500 after the work was done. The Idempotency-Key returns the 500. */
    error500After: number;
    /**
     * The work is done and the reply is `ms` late. The Idempotency-Key returns the correct reply.
     */
    timeoutAfter: { probability: number; ms: number };
    /**
     * The work is done and the connection is closed. The Idempotency-Key returns the correct reply.
     */
    resetAfter: number;
  };
  checkout: {
    /** A call's webhooks are posted before its reply. */
    webhookBeforeAnswer: number;
    /** A session is paid in the instant in which the shop expires it. */
    paidAsItExpires: number;
  };
  refunds: {
    /** Succeeds at once and fails after `REFUND_SECONDS`. */
    failLater: number;
    /** Starts as pending. */
    pending: number;
  };
  disputes: {
    /** A charge is disputed after `DISPUTE_SECONDS`. */
    probability: number;
    /**
     * Share of these disputes that is won, or lost, after the same time again; the others stay
     * open.
     */
    won: number;
    lost: number;
  };
}

const probability = Joi.number().min(0).max(1).default(0);
const group = (shape: Joi.PartialSchemaMap): Joi.ObjectSchema => Joi.object(shape).default();

/** Validates settings. Missing probabilities are 0. */
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
