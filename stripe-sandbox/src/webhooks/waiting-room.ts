/** Nothing is held back for others longer than this. */
const HOLD_AT_MOST_MS = 1000;

/** Where posts wait for their time, or for others to go first. */
export class WaitingRoom<T> {
  private readonly timers = new Map<T, NodeJS.Timeout>();
  private readonly held = new Map<T, number>();

  constructor(private readonly leave: (item: T) => void) {}

  [Symbol.iterator](): IterableIterator<T> {
    return this.timers.keys();
  }

  /** Lets it go after `ms`. */
  wait(item: T, ms: number): void {
    this.timers.set(
      item,
      setTimeout(() => this.release(item), ms),
    );
  }

  /** Lets it go after `overtaking` others, or after a second. */
  hold(item: T, overtaking: number): void {
    this.held.set(item, overtaking);
    this.wait(item, HOLD_AT_MOST_MS);
  }

  /** One goes ahead of all that are held back; those that let enough pass go right behind it. */
  letPass(): void {
    if (this.held.size === 0) return;
    const ready: T[] = [];
    for (const [item, left] of this.held) {
      this.held.set(item, left - 1);
      if (left <= 1) ready.push(item);
    }
    if (ready.length > 0) setImmediate(() => ready.forEach((item) => this.release(item)));
  }

  /** Lets it go now; does nothing when it has gone. */
  release(item: T): void {
    const timer = this.timers.get(item);
    if (!timer) return;
    clearTimeout(timer);
    this.timers.delete(item);
    this.held.delete(item);
    this.leave(item);
  }

  /** Forgets all who wait. */
  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.held.clear();
  }
}
