import type { OnApplicationShutdown } from '@nestjs/common';
import { NETWORK_FACTORS, networksOf } from '@orderwire/platform';
import { CounterFlusher } from './counter-flusher.js';
import type { SharedCounters } from './shared-counters.js';
import { CounterStore, type FixedWindow, type WindowCounter } from './window-counter.js';

/**
 * Limited: all requests of an address, all of an account, an address's attempts to use a password.
 * The requests of an IPv6 /56 and /48 together have larger limits of their own.
 */
export type LimitName = 'account' | AddressLimit;

type AddressLimit = 'ip' | 'ip_56' | 'ip_48' | 'sign_in' | 'sign_in_56' | 'sign_in_48';

/** The limits of the networks of an address, in the order of `networksOf`. */
export const networkLimits = {
  ip: ['ip', 'ip_56', 'ip_48'],
  sign_in: ['sign_in', 'sign_in_56', 'sign_in_48'],
} as const;

/** The quota of each network of an address. 0 stays 0: unlimited. */
export const networkQuotas = <N extends string>(names: readonly N[], quota: number): Record<N, number> =>
  Object.fromEntries(names.map((name, n) => [name, quota * (NETWORK_FACTORS[n] ?? 1)])) as Record<N, number>;

/**
 * The limits of one kind that a client counts for, with the networks of its address as the trusted
 * proxy reports it. Anything that is not an address is a key like any other: a proxy may write
 * anything, and a closed connection has no address.
 */
export function limitsOfClient<Kind extends keyof typeof networkLimits>(kind: Kind, ip: string | undefined) {
  const networks = networksOf(ip);
  const keys = networks.length > 0 ? networks : [String(ip).slice(0, 64)];
  const names: readonly (typeof networkLimits)[Kind][number][] = networkLimits[kind];
  return names.flatMap((name, n) => (keys[n] === undefined ? [] : [{ name, key: keys[n] }]));
}

/** Requests per key and window; 0: unlimited. */
export type Quotas = Readonly<Record<LimitName, number>>;

/** The state of one limit after one request. */
export interface RateLimitResult {
  readonly name: LimitName;
  readonly quota: number;
  /** Requests left in this window; negative: this request exceeds the limit. */
  readonly remaining: number;
  readonly windowMs: number;
  readonly resetMs: number;
}

/** Keys kept in memory per limit. */
const MAX_KEYS = 50_000;

/**
 * Rate limits, shared by all replicas through NATS.
 *
 * {@link consume} decides in memory, from this replica's count and the last known count of the
 * others. A limit may therefore be exceeded by what other replicas let in during a flush interval,
 * about 100 ms. {@link consumeExactly} increments the shared counter first and is exact. While NATS
 * is unavailable each replica counts for itself.
 */
export class RateLimiter implements OnApplicationShutdown {
  private readonly stores: Readonly<Record<LimitName, CounterStore>>;
  private readonly flusher: CounterFlusher;

  constructor(
    private readonly quotas: Quotas,
    private readonly window: FixedWindow,
    private readonly counters: Pick<SharedCounters, 'add'>,
    hash: (name: LimitName, key: string) => string,
    maxKeys = MAX_KEYS,
  ) {
    this.flusher = new CounterFlusher(counters, window, maxKeys);
    const store = (name: LimitName) =>
      new CounterStore(maxKeys, (key, number) => `limits.${name}.${hash(name, key)}.${number}`);
    const names = Object.keys(quotas) as LimitName[];
    this.stores = Object.fromEntries(names.map((name) => [name, store(name)])) as Record<
      LimitName,
      CounterStore
    >;
  }

  /**
   * Undefined without a limit. Rejected requests are not counted: a flood of them costs no
   * messages.
   */
  consume(name: LimitName, key: string): RateLimitResult | undefined {
    if (this.quotas[name] === 0) return undefined;
    const { number, resetMs } = this.window.current();
    const counter = this.stores[name].get(key, number);
    if (this.isExhausted(name, counter)) return this.result(name, this.quotas[name] + 1, resetMs);
    const total = counter.increment();
    this.flusher.enqueue(counter);
    return this.result(name, total, resetMs);
  }

  /**
   * As {@link consume}, exact over all replicas. Takes at most half a second, whatever NATS does.
   */
  async consumeExactly(name: LimitName, key: string): Promise<RateLimitResult | undefined> {
    if (this.quotas[name] === 0) return undefined;
    const { number, resetMs } = this.window.current();
    const counter = this.stores[name].get(key, number);
    if (this.isExhausted(name, counter)) return this.result(name, this.quotas[name] + 1, resetMs);
    const known = counter.incrementWithoutFlush();
    try {
      const value = await this.counters.add(counter.subject, 1);
      counter.onFlushed(1, value);
      return this.result(name, Math.max(known, value), resetMs);
    } catch {
      counter.onFlushFailed(1);
      this.flusher.enqueue(counter);
      return this.result(name, known, resetMs);
    }
  }

  /** Resolves when all increments so far are in the shared counters. */
  flush(): Promise<void> {
    return this.flusher.flush();
  }

  onApplicationShutdown(): Promise<void> {
    return this.flusher.stop();
  }

  private isExhausted(name: LimitName, counter: WindowCounter): boolean {
    return counter.total >= this.quotas[name];
  }

  private result(name: LimitName, total: number, resetMs: number): RateLimitResult {
    const quota = this.quotas[name];
    return { name, quota, remaining: quota - total, windowMs: this.window.lengthMs, resetMs };
  }
}
