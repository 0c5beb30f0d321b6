import { isConnectionError, isDatabaseTimeout, isLockTimeout } from './errors.js';

const MAX_BATCH = 200;

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Write coalescing: items that arrive during a run share the next one, with one statement and one
 * commit. Each caller gets its own result after the commit. When a shared run fails, each item is
 * run alone, so that one bad item does not fail the others.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private running = false;

  /** `run` returns one result per item, in their order, or throws and has written nothing. */
  constructor(private readonly run: (items: Item[]) => Promise<Result[]>) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.running) return;
      this.running = true;
      // Items of the same turn of the event loop share the first run.
      setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) await this.runBatch(this.waiting.splice(0, MAX_BATCH));
    this.running = false;
  }

  private async runBatch(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      // A lock may be in the way of one item only. Of other time-outs each would wait as long again.
      const isBusy = isConnectionError(error) || (isDatabaseTimeout(error) && !isLockTimeout(error));
      if (batch.length === 1 || isBusy) return batch.forEach(({ reject }) => reject(error));
      await Promise.all(batch.map((one) => this.runBatch([one])));
    }
  }
}
