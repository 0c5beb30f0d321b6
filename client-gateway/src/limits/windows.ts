/**
 * Time in pieces of equal length, numbered alike by all replicas. Replicas whose clocks differ begin a window by as much
 * apart. As with all fixed windows, a client may use up the end of one and the beginning of the next.
 */
export class Windows {
  constructor(readonly lengthMs: number) {}

  /** Epoch milliseconds. */
  now(): number {
    return Date.now();
  }

  /** The window of this moment, and how long it still lasts. */
  current(): { number: number; endsInMs: number } {
    const now = this.now();
    return { number: Math.floor(now / this.lengthMs), endsInMs: this.lengthMs - (now % this.lengthMs) };
  }
}
