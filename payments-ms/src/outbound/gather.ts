import { isConnectionError } from '@orderwire/platform';

/** Items one run takes at most. */
const LIMIT = 200;

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Lets items that come while a run is under way travel together in the next: one statement and one commit for all of
 * them. Each caller gets its own result, once it is committed. When a shared run fails, each item is run alone, so that
 * one bad item harms no other.
 */
export class Gather<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private running = false;

  /** `run` gives one result per item, in their order, or throws and has done nothing. */
  constructor(private readonly run: (items: Item[]) => Promise<Result[]>) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.running) return;
      this.running = true;
      // What arrived in the same turn of the event loop goes along.
      setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) await this.together(this.waiting.splice(0, LIMIT));
    this.running = false;
  }

  private async together(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      if (batch.length === 1 || isConnectionError(error)) return batch.forEach(({ reject }) => reject(error));
      await Promise.all(batch.map((one) => this.together([one])));
    }
  }
}
