import type { JsMsg } from '@nats-io/jetstream';
import { eventIdOf } from './event-id.js';

/**
 * The messages that a consumer has received and not settled. A redelivery replaces the copy that
 * still waits, so there are never more than `max_ack_pending`, however long the database is
 * unavailable.
 */
export class InFlightMessages {
  private readonly waiting = new Map<string, JsMsg>();
  private processing: readonly JsMsg[] = [];
  /** In flight at the last heartbeat. */
  private lastBeat: ReadonlySet<JsMsg> = new Set();
  private lastBeatAt: number;

  constructor(
    /** The stream delivers a message again after this time without a heartbeat or a settlement. */
    private readonly ackWaitMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.lastBeatAt = now();
  }

  /** How many messages wait. */
  get size(): number {
    return this.waiting.size;
  }

  add(message: JsMsg): void {
    // The event id as well: a stream that was lost and created again starts its sequence at 1.
    this.waiting.set(`${message.seq} ${eventIdOf(message)}`, message);
  }

  /** Removes the first messages for processing. Those of the call before are settled. */
  take(limit: number): JsMsg[] {
    const taken: JsMsg[] = [];
    for (const [key, message] of this.waiting) {
      if (taken.length === limit) break;
      taken.push(message);
      this.waiting.delete(key);
    }
    this.processing = taken;
    return taken;
  }

  /** Rejects the messages that wait, so that another replica receives them at once. */
  rejectWaiting(): void {
    for (const message of this.waiting.values()) message.nak();
    this.waiting.clear();
  }

  /**
   * Extends the ack wait of all messages in flight. Call it at each step of the processing: it
   * sends nothing more often than every quarter of the ack wait, and nothing for messages that are
   * settled by then. A process that hangs sends no heartbeats, so its messages go to another
   * replica.
   */
  heartbeat(): void {
    if (this.now() - this.lastBeatAt < this.ackWaitMs / 4) return;
    this.lastBeatAt = this.now();
    const inFlight = new Set([...this.processing, ...this.waiting.values()]);
    for (const message of inFlight) if (this.lastBeat.has(message)) message.working();
    this.lastBeat = inFlight;
  }
}
