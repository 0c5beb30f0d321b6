import pMap from 'p-map';
import type { SharedCounters } from './shared-counters.js';
import type { FixedWindow, WindowCounter } from './window-counter.js';

/** Pause between flushes. */
const INTERVAL_MS = 100;

/** Pause after a flush that failed. */
const RETRY_MS = 1_000;

/** Increments in flight at once. */
const CONCURRENCY = 64;

/**
 * Sends pending increments to the shared counters in batches: one message per key and flush,
 * however many requests. After a quiet period the first increment is flushed at once, so that a
 * replica soon learns the count of a key that is new to it.
 */
export class CounterFlusher {
  private readonly queue = new Set<WindowCounter>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private nextAt = 0;
  private stopped = false;

  constructor(
    private readonly counters: Pick<SharedCounters, 'add'>,
    private readonly window: FixedWindow,
    private readonly maxKeys: number,
  ) {}

  /** Schedules a flush of this counter. */
  enqueue(counter: WindowCounter): void {
    this.queue.add(counter);
    const [oldest] = this.queue;
    if (this.queue.size > this.maxKeys && oldest) this.queue.delete(oldest);
    if (!this.timer && !this.running) this.schedule();
  }

  /** Resolves when everything enqueued before is flushed, or a flush has failed. */
  async flush(): Promise<void> {
    await this.running;
    await this.start();
  }

  /** Flushes once more and then stops. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.flush();
  }

  private schedule(): void {
    if (this.stopped) return;
    const ms = Math.max(0, this.nextAt - performance.now());
    this.timer = setTimeout(() => void this.start(), ms).unref();
  }

  private start(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running ??= this.flushAll().finally(() => {
      this.running = undefined;
      if (this.queue.size > 0) this.schedule();
    });
    return this.running;
  }

  /** The first failure ends the flush: the others would only wait for their time-outs too. */
  private async flushAll(): Promise<void> {
    const startedAt = performance.now();
    const counters = [...this.queue];
    if (counters.length === 0) return;
    this.queue.clear();
    const { number: window } = this.window.current();
    let reachable = true;
    const flushNext = async (counter: WindowCounter): Promise<void> => {
      if (counter.window !== window) return;
      if (!reachable) this.queue.add(counter);
      else reachable = (await this.flushOne(counter)) && reachable;
    };
    await pMap(counters, flushNext, { concurrency: CONCURRENCY });
    this.nextAt = reachable ? startedAt + INTERVAL_MS : performance.now() + RETRY_MS;
  }

  private async flushOne(counter: WindowCounter): Promise<boolean> {
    const amount = counter.takePending();
    if (amount === 0) return true;
    try {
      counter.onFlushed(amount, await this.counters.add(counter.subject, amount));
      return true;
    } catch {
      counter.onFlushFailed(amount);
      this.queue.add(counter);
      return false;
    }
  }
}
