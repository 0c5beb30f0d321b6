import { type Context, currentContext, runInContext, runOutsideContext } from '../context/context.js';
import { isConnectionError, isDatabaseTimeout, isLockTimeout } from './errors.js';

/** Items of a failed batch that run at the same time, each alone. */
const ALONE_AT_ONCE = 4;
/** After so many of them that time out waiting for a lock, which takes 6 s, the others fail as well. */
const MAX_LOCK_TIMEOUTS = 2 * ALONE_AT_ONCE;

interface Waiting<Item, Result> {
  item: Item;
  context: Context | undefined;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Write coalescing: items that arrive during a run share the next one, with one statement and one
 * commit. Each caller gets its own result after the commit. When a shared run fails, each item is
 * run alone, and the next items do not wait for that: one bad item does not fail others. A run has the
 * context of its first item.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private running = false;

  /**
   * `run` returns one result per item, in their order. An item whose run has thrown is run again, alone,
   * unless the database was unavailable.
   */
  constructor(
    private readonly run: (items: Item[]) => Promise<Result[]>,
    private readonly maxBatch = 200,
  ) {}

  /** Nothing waits or runs together. */
  get isIdle(): boolean {
    return !this.running;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, context: currentContext(), resolve, reject });
      if (this.running) return;
      this.running = true;
      // Items of the same turn of the event loop share the first run.
      setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.maxBatch);
      const error = await this.attempt(batch);
      if (error !== undefined) void this.runAlone(batch, error);
    }
    this.running = false;
  }

  /** Resolves with the error of a run that failed. */
  private async attempt(batch: readonly Waiting<Item, Result>[]): Promise<unknown> {
    const items = batch.map(({ item }) => item);
    const context = batch[0]?.context;
    const run = () => this.run(items);
    try {
      const results = await (context ? runInContext(context, run) : runOutsideContext(run));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
      return undefined;
    } catch (error) {
      return error ?? new Error('the run failed');
    }
  }

  private async runAlone(batch: readonly Waiting<Item, Result>[], failure: unknown): Promise<void> {
    let unavailable = batch.length === 1 || isBusy(failure) ? failure : undefined;
    const rest = [...batch];
    let lockTimeouts = 0;
    const runRest = async (): Promise<void> => {
      for (let one = rest.shift(); one; one = rest.shift()) {
        const error = unavailable ?? (await this.attempt([one]));
        if (isLockTimeout(error)) lockTimeouts++;
        if (isBusy(error) || lockTimeouts >= MAX_LOCK_TIMEOUTS) unavailable ??= error;
        if (error !== undefined) one.reject(error);
      }
    };
    await Promise.all(Array.from({ length: ALONE_AT_ONCE }, runRest));
  }
}

/** Each item would wait as long again. A lock may be in the way of one item only. */
const isBusy = (error: unknown): boolean =>
  isConnectionError(error) || (isDatabaseTimeout(error) && !isLockTimeout(error));

/** A {@link Batcher} for each key that is in use: only items of one key wait for each other. */
export class KeyedBatcher<Item, Result> {
  private readonly batchers = new Map<string, Batcher<Item, Result>>();

  constructor(
    private readonly keyOf: (item: Item) => string,
    private readonly run: (items: Item[]) => Promise<Result[]>,
  ) {}

  async add(item: Item): Promise<Result> {
    const key = this.keyOf(item);
    const batcher = this.batchers.get(key) ?? new Batcher(this.run);
    this.batchers.set(key, batcher);
    try {
      return await batcher.add(item);
    } finally {
      // The batcher becomes idle after it has settled its last items.
      setImmediate(() => {
        if (batcher.isIdle && this.batchers.get(key) === batcher) this.batchers.delete(key);
      });
    }
  }

  /** How many keys are in use. */
  get size(): number {
    return this.batchers.size;
  }
}
