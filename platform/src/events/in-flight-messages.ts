import type { JsMsg } from '@nats-io/jetstream';
import { eventIdOf } from './event-id.js';

/**
 * The messages that a consumer was given and has not settled. A message that comes again while it waits takes its own place, so there
 * are never more than the stream gives out at a time, however long the database is away.
 */
export class InFlightMessages {
  private readonly waiting = new Map<string, JsMsg>();
  private inWork: readonly JsMsg[] = [];
  /** Held at the last sign of life. */
  private seen: ReadonlySet<JsMsg> = new Set();
  private signedAt: number;

  constructor(
    /** After so long without a word the stream gives a message to somebody else. */
    private readonly ackWaitMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.signedAt = now();
  }

  /** How many wait. */
  get size(): number {
    return this.waiting.size;
  }

  add(message: JsMsg): void {
    // The event as well as its place: a stream that was lost counts its places from the beginning again.
    this.waiting.set(`${message.seq} ${eventIdOf(message)}`, message);
  }

  /** The first ones, to be worked on. What was taken before is settled. */
  take(atMost: number): JsMsg[] {
    const taken: JsMsg[] = [];
    for (const [key, message] of this.waiting) {
      if (taken.length === atMost) break;
      taken.push(message);
      this.waiting.delete(key);
    }
    this.inWork = taken;
    return taken;
  }

  /** Gives back what only waits: somebody else gets it at once. */
  giveBack(): void {
    for (const message of this.waiting.values()) message.nak();
    this.waiting.clear();
  }

  /**
   * Says that the work goes on, for what waits as well, so that none of it is delivered again meanwhile. To be called at each step; what is
   * settled within a quarter of the wait costs no message. Nobody says it for work that stands still: another replica gets that.
   */
  heartbeat(): void {
    if (this.now() - this.signedAt < this.ackWaitMs / 4) return;
    this.signedAt = this.now();
    const held = new Set([...this.inWork, ...this.waiting.values()]);
    for (const message of held) if (this.seen.has(message)) message.working();
    this.seen = held;
  }
}
