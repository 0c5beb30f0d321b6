/** Longest time an item waits for later ones. */
const MAX_HOLD_MS = 1000;

/** Delays items by time, or until a number of later items have passed. */
export class DelayQueue<T> {
  private readonly timers = new Map<T, NodeJS.Timeout>();
  private readonly held = new Map<T, number>();

  constructor(private readonly leave: (item: T) => void) {}

  [Symbol.iterator](): IterableIterator<T> {
    return this.timers.keys();
  }

  /** Releases the item after `ms`. */
  wait(item: T, ms: number): void {
    this.timers.set(
      item,
      setTimeout(() => this.release(item), ms),
    );
  }

  /** Releases the item after `overtaking` others, at the latest after a second. */
  hold(item: T, overtaking: number): void {
    this.held.set(item, overtaking);
    this.wait(item, MAX_HOLD_MS);
  }

  /** Counts one passing item; releases those that let enough pass. */
  letPass(): void {
    if (this.held.size === 0) return;
    const ready: T[] = [];
    for (const [item, left] of this.held) {
      this.held.set(item, left - 1);
      if (left <= 1) ready.push(item);
    }
    if (ready.length > 0) setImmediate(() => ready.forEach((item) => this.release(item)));
  }

  /** Releases the item now. Idempotent. */
  release(item: T): void {
    const timer = this.timers.get(item);
    if (!timer) return;
    clearTimeout(timer);
    this.timers.delete(item);
    this.held.delete(item);
    this.leave(item);
  }

  /** Drops all waiting items. */
  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.held.clear();
  }
}
