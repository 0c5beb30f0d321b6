import type { Core } from '../core.js';
import { renderEvent } from '../objects/event.js';
import type { Operation } from '../store/operation.js';
import { Poster } from './post.js';
import { sign } from './signature.js';

const CONCURRENCY = 16;
const ATTEMPT_TIMEOUT_MS = 10_000;
const STOP_WITHIN_MS = 2000;
/** Pauses before the next attempt, in units of `WEBHOOK_RETRY_BASE_MS`; the last one repeats. */
const PAUSES = [1, 2, 5, 10, 30, 60];

/**
 * Delivers events to the webhook endpoint at least once: every event is posted until it is answered with 2xx, over
 * restarts too. As with Stripe, the order of arrival is not promised.
 */
export class Deliveries {
  readonly counts = { delivered: 0, failed: 0 };
  private readonly queue: string[] = [];
  private readonly attempts = new Map<string, number>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly flying = new Map<string, Promise<void>>();
  private readonly poster: Poster | undefined;
  private delivered: string[] = [];
  private stopped = false;

  constructor(private readonly core: Core) {
    if (core.config.webhookUrl) this.poster = new Poster(core.config.webhookUrl, CONCURRENCY);
  }

  /** Takes up what an earlier process left undelivered, then follows every commit. */
  start(): void {
    if (!this.poster) return;
    for (const event of this.core.store.events) if (event.pending) this.enqueue(event.id);
    this.core.store.onCommit((operations: Operation[]) => {
      for (const operation of operations)
        if (operation.op === 'event' && operation.hook) this.enqueue(operation.id);
    });
  }

  /** Events that still wait for their first 2xx. */
  get pending(): number {
    return this.queue.length + this.waiting.size + this.flying.size;
  }

  /** Delivers an event once more, however often it was delivered before. */
  resend(id: string): void {
    clearTimeout(this.waiting.get(id));
    this.waiting.delete(id);
    if (this.poster) this.enqueue(id);
  }

  /** Gives attempts in flight a moment to end; what stays undelivered is taken up by the next process. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.waiting.values()) clearTimeout(timer);
    const hurry = setTimeout(() => this.poster?.close(), STOP_WITHIN_MS);
    await Promise.allSettled(this.flying.values());
    clearTimeout(hurry);
    this.poster?.close();
    this.remember();
  }

  private enqueue(id: string): void {
    this.queue.push(id);
    this.pump();
  }

  private pump(): void {
    while (!this.stopped && this.flying.size < CONCURRENCY) {
      const id = this.queue.shift();
      if (id === undefined) return;
      const attempt = this.attempt(id).finally(() => {
        this.flying.delete(id);
        this.pump();
      });
      this.flying.set(id, attempt);
    }
  }

  private async attempt(id: string): Promise<void> {
    const event = this.core.store.events.get(id);
    if (!event || !this.poster) return;
    const body = JSON.stringify(renderEvent({ ...event, pending: true }, this.core.publicUrl));
    const signature = sign(body, this.core.config.endpointSecret, this.core.seconds);
    try {
      const status = await this.poster.post(body, signature, ATTEMPT_TIMEOUT_MS);
      if (status < 200 || status > 299) throw new Error(`answered ${status}`);
      this.counts.delivered++;
      this.attempts.delete(id);
      if (event.pending) this.markDelivered(id);
    } catch (error) {
      this.counts.failed++;
      if (!this.stopped) this.retry(id, error);
    }
  }

  private retry(id: string, error: unknown): void {
    const attempt = this.attempts.get(id) ?? 0;
    this.attempts.set(id, attempt + 1);
    const pause = this.core.config.webhookRetryBaseMs * (PAUSES[attempt] ?? 60) * (0.8 + Math.random() * 0.4);
    const reason = error instanceof Error ? error.message : String(error);
    this.core.log.warn(
      { event: id, attempt: attempt + 1, retryInMs: Math.round(pause), reason },
      'webhook not delivered',
    );
    const timer = setTimeout(() => {
      this.waiting.delete(id);
      this.enqueue(id);
    }, pause);
    this.waiting.set(id, timer);
  }

  /** Notes deliveries in batches; one that is lost with the process is merely delivered again. */
  private markDelivered(id: string): void {
    if (this.delivered.push(id) === 1) setImmediate(() => this.remember());
  }

  private remember(): void {
    if (this.delivered.length > 0) this.core.store.commit([{ op: 'delivered', ids: this.delivered }]);
    this.delivered = [];
  }
}
