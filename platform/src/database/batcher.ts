import { type Context, currentContext, runInContext, runOutsideContext } from '../context/context.js';
import { isConnectionError, isDatabaseTimeout, isLockTimeout } from './errors.js';

/** Items of a failed batch that run at the same time, each alone. */
const ALONE_AT_ONCE = 4;
/** After so many of them that time out waiting for a lock, the others of the batch fail as well. */
const MAX_LOCK_TIMEOUTS = 2;

interface Waiting<Item, Result> {
  item: Item;
  context: Context | undefined;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Write coalescing: items that arrive during a run share the next one, with one statement and one
 * commit. Each caller gets its own result after the commit. When a shared run fails, each item is
 * run alone, and the next items do not wait for that: one bad item does not fail or delay others. A
 * run has the context of its first item.
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
    // A lock may be in the way of one item only. Of other time-outs each would wait as long again.
    const isBusy = isConnectionError(failure) || (isDatabaseTimeout(failure) && !isLockTimeout(failure));
    if (batch.length === 1 || isBusy) return batch.forEach(({ reject }) => reject(failure));
    const rest = [...batch];
    let timeouts = 0;
    const runRest = async (): Promise<void> => {
      for (let one = rest.shift(); one; one = rest.shift()) {
        const error = timeouts < MAX_LOCK_TIMEOUTS ? await this.attempt([one]) : failure;
        if (isLockTimeout(error)) timeouts++;
        if (error !== undefined) one.reject(error);
      }
    };
    await Promise.all(Array.from({ length: ALONE_AT_ONCE }, runRest));
  }
}
