import type { GatewayConfig } from '../config.js';
import type { Crowd } from './stream-places.js';

/** Injection token of {@link StreamLimits}. */
export const STREAM_LIMITS = Symbol('StreamLimits');

/** How often a stream looks for news and how long it stays open, in milliseconds; how many are open at once. */
export interface StreamLimits {
  readonly pollMs: number;
  readonly maxMs: number;
  /** Of everybody together. */
  readonly limit: number;
  readonly limitOf: Readonly<Record<Crowd, number>>;
}

/** The limits as the environment has them. */
export const streamLimits = (config: GatewayConfig): StreamLimits => ({
  pollMs: config.STREAM_POLL_MS,
  maxMs: config.STREAM_MAX_MS,
  limit: config.STREAM_LIMIT,
  limitOf: {
    ip: config.STREAM_LIMIT_IP,
    account: config.STREAM_LIMIT_ACCOUNT,
    order: config.STREAM_LIMIT_ORDER,
  },
});
