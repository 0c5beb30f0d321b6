import { LRUCache } from 'lru-cache';

/**
 * Time in windows of equal length, numbered alike by all replicas. Replicas whose clocks differ
 * change windows at different moments. As with every fixed window, a client may spend the quota
 * of two windows around their border.
 */
export class FixedWindow {
  constructor(readonly lengthMs: number) {}

  /** Epoch milliseconds. */
  now(): number {
    return Date.now();
  }

  /** The current window, and how much of it is left. */
  current(): { number: number; resetMs: number } {
    const now = this.now();
    return { number: Math.floor(now / this.lengthMs), resetMs: this.lengthMs - (now % this.lengthMs) };
  }
}

/**
 * The count of one key in one window, as this replica knows it: its own increments plus the highest
 * count seen from other replicas. Within a window `total` never falls, whatever happens to the
 * shared counter.
 */
export class WindowCounter {
  private local = 0;
  private remote = 0;
  /** Increments not yet flushed to the shared counter. */
  private pending = 0;
  /** The part of `local` that the shared counter has confirmed. */
  private confirmed = 0;

  constructor(
    /** The NATS subject of the shared counter of this key and window. */
    readonly subject: string,
    readonly window: number,
  ) {}

  get total(): number {
    return this.local + this.remote;
  }

  /** Counts one request; the flusher sends the increment later. */
  increment(): number {
    this.pending++;
    return this.incrementWithoutFlush();
  }

  /** Counts one request whose increment the caller sends itself. */
  incrementWithoutFlush(): number {
    this.local++;
    return this.total;
  }

  /** Takes all pending increments. The caller then calls `onFlushed` or `onFlushFailed`. */
  takePending(): number {
    const amount = this.pending;
    this.pending = 0;
    return amount;
  }

  /** The shared counter added `amount` of this replica's increments and is now at `value`. */
  onFlushed(amount: number, value: number): void {
    this.confirmed += amount;
    // Below what this replica alone has flushed: NATS lost the counter, and `amount` is the first
    // increment since. If other replicas have already raised the new counter above `confirmed`, the
    // loss goes unnoticed and their requests are undercounted until the window ends.
    if (value < this.confirmed) this.confirmed = amount;
    this.remote = Math.max(this.remote, value - this.confirmed);
  }

  /** Queues `amount` again. If NATS counted it after all, it counts twice; it is never lost. */
  onFlushFailed(amount: number): void {
    this.pending += amount;
  }
}

/**
 * The counters of the current window. When there are too many, the least recently used one goes.
 */
export class CounterStore {
  private readonly counters: LRUCache<string, WindowCounter>;
  private window = 0;

  constructor(
    maxKeys: number,
    private readonly subjectOf: (key: string, window: number) => string,
  ) {
    this.counters = new LRUCache({ max: maxKeys });
  }

  get size(): number {
    return this.counters.size;
  }

  /** An evicted key that returns learns its count from the shared counter. */
  get(key: string, window: number): WindowCounter {
    if (window !== this.window) this.counters.clear();
    this.window = window;
    const known = this.counters.get(key);
    if (known) return known;
    const counter = new WindowCounter(this.subjectOf(key, window), window);
    this.counters.set(key, counter);
    return counter;
  }
}
