import { fault } from '@orderwire/contracts';
import type { GatewayConfig } from '../config.js';
import { networkLimits, networkQuotas } from '../rate-limits/rate-limiter.js';

/** Streams are limited per client address and its IPv6 networks, per account and per order. */
export type LimitScope = 'ip' | 'ip_56' | 'ip_48' | 'account' | 'order';

/** Injection token of {@link StreamLimits}. */
export const STREAM_LIMITS = Symbol('StreamLimits');

/** Poll interval and lifetime of a stream, and how many may be open at once. */
export interface StreamLimits {
  readonly pollMs: number;
  readonly maxMs: number;
  /** In this process. */
  readonly total: number;
  readonly perScope: Readonly<Record<LimitScope, number>>;
}

export const streamLimits = (config: GatewayConfig): StreamLimits => ({
  pollMs: config.STREAM_POLL_MS,
  maxMs: config.STREAM_MAX_MS,
  total: config.STREAM_LIMIT,
  perScope: {
    ...networkQuotas(networkLimits.ip, config.STREAM_LIMIT_IP),
    account: config.STREAM_LIMIT_ACCOUNT,
    order: config.STREAM_LIMIT_ORDER,
  },
});

/** `details.limit` names the scope that is exhausted. */
export const TooManyStreams = fault(
  'too_many',
  'http.too_many_streams',
  'Too many streams are open at once; close one, or read the timeline instead.',
);

const RETRY_AFTER_MS = 5_000;

/** Counts the open streams of this process per scope, so that no client takes them all. */
export class ConnectionLimiter {
  private readonly open = new Map<string, number>();

  constructor(private readonly limits: Readonly<Record<LimitScope, number>>) {}

  /**
   * Returns the function that releases the slot. Throws {@link TooManyStreams} when none is free.
   */
  acquire(scope: LimitScope, id: string): () => void {
    const key = `${scope} ${id}`;
    const before = this.open.get(key) ?? 0;
    if (before >= this.limits[scope]) throw TooManyStreams({ limit: scope, retryAfterMs: RETRY_AFTER_MS });
    this.open.set(key, before + 1);
    return () => {
      const left = (this.open.get(key) ?? 0) - 1;
      if (left > 0) this.open.set(key, left);
      else this.open.delete(key);
    };
  }
}
