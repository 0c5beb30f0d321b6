import type { Core } from '../core.js';
import { planWebhook, type Corruption, corrupt, type WebhookPlan } from '../faults/webhook-faults.js';
import { renderEvent } from '../objects/event.js';
import { bodyOf } from '../objects/render.js';
import type { EventRecord } from '../store/event-records.js';
import type { Operation } from '../store/operation.js';
import { Poster } from './post.js';
import { sign } from './signature.js';
import { DelayQueue } from './delay-queue.js';

const CONCURRENCY = 16;
const ATTEMPT_TIMEOUT_MS = 10_000;
const STOP_WITHIN_MS = 2000;
/** Pauses before the next attempt, in units of `WEBHOOK_RETRY_BASE_MS`; the last one repeats. */
const PAUSES = [1, 2, 5, 10, 30, 60];

/** One post. One post of an event counts and is retried; copies come from the fault injection. */
interface Job {
  id: string;
  copy: boolean;
  /** A copy follows after the first 2xx. */
  duplicate: boolean;
  corruption: Corruption | undefined;
}

/**
 * Delivers events to the webhook endpoint at least once: every event is posted until a 2xx reply,
 * across restarts. As with Stripe, the order of arrival is not guaranteed.
 */
export class Deliveries {
  readonly counts = { delivered: 0, failed: 0 };
  private readonly queue: Job[] = [];
  private readonly flying = new Set<Promise<void>>();
  /** Undelivered events with their number of failed attempts. */
  private readonly open = new Map<string, number>();
  private readonly waiting = new DelayQueue<Job>((job) => this.enqueue(job));
  private readonly waiters = new Map<string, () => void>();
  private readonly poster: Poster | undefined;
  private copies = 0;
  private delivered: string[] = [];
  private dropped: string[] = [];
  private stopped = false;

  constructor(private readonly core: Core) {
    if (core.config.webhookUrl) this.poster = new Poster(core.config.webhookUrl, CONCURRENCY);
  }

  /** Resumes undelivered events of an earlier process, then follows every commit. */
  start(): void {
    if (!this.poster) return;
    for (const event of this.core.store.events) if (event.pending && !event.dropped) this.begin(event.id);
    this.core.store.onCommit((operations: Operation[]) => {
      for (const operation of operations)
        if (operation.op === 'event' && operation.hook)
          this.follow(operation.id, planWebhook(this.core.faults, operation.type));
    });
  }

  /** Pending posts: undelivered events, and copies. */
  get pending(): number {
    return this.open.size + this.copies;
  }

  /** Delivers an event again, also one that was dropped. */
  resend(id: string): void {
    for (const job of [...this.waiting]) if (job.id === id) this.waiting.release(job);
    if (this.poster && !this.open.has(id)) this.begin(id);
  }

  /** Resolves when each of these events was posted once and answered, or after `maxMs`. */
  async posted(ids: string[], maxMs: number): Promise<void> {
    const awaited = ids.filter((id) => this.open.has(id));
    if (awaited.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, maxMs)));
    const each = awaited.map((id) => new Promise<void>((resolve) => this.waiters.set(id, resolve)));
    await Promise.race([late, Promise.all(each)]);
    clearTimeout(timer);
    for (const id of awaited) this.waiters.delete(id);
  }

  /** Waits briefly for attempts in progress; the next process resumes undelivered events. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.clear();
    const hurry = setTimeout(() => this.poster?.close(), STOP_WITHIN_MS);
    await Promise.allSettled(this.flying);
    clearTimeout(hurry);
    this.poster?.close();
    this.remember();
  }

  /** Delivers an event with its injected faults. */
  private follow(id: string, plan: WebhookPlan): void {
    this.waiting.letPass();
    if (plan.drop) {
      if (this.dropped.push(id) === 1) setImmediate(() => this.remember());
      return;
    }
    const job = { id, copy: false, duplicate: plan.duplicate, corruption: plan.corruption };
    this.open.set(id, 0);
    if (plan.delayMs > 0) this.waiting.wait(job, plan.delayMs);
    else if (plan.holdFor > 0) this.waiting.hold(job, plan.holdFor);
    else this.enqueue(job);
    for (let copy = 1; copy < plan.copies; copy++) this.addCopy(id);
  }

  private begin(id: string): void {
    this.open.set(id, 0);
    this.enqueue({ id, copy: false, duplicate: false, corruption: undefined });
  }

  private addCopy(id: string): void {
    this.copies++;
    this.enqueue({ id, copy: true, duplicate: false, corruption: undefined });
  }

  private enqueue(job: Job): void {
    this.queue.push(job);
    this.pump();
  }

  private pump(): void {
    while (!this.stopped && this.flying.size < CONCURRENCY) {
      const job = this.queue.shift();
      if (job === undefined) return;
      const attempt = this.attempt(job).finally(() => {
        this.flying.delete(attempt);
        this.pump();
      });
      this.flying.add(attempt);
    }
  }

  private async attempt(job: Job): Promise<void> {
    const event = this.core.store.events.get(job.id);
    if (!event || !this.poster) return;
    try {
      const status = await this.post(this.poster, event, job.corruption);
      const taken = status >= 200 && status <= 299;
      if (taken && job.corruption) this.complain(event, job.corruption);
      if (!taken || job.corruption) throw new Error(`answered ${status}`);
      this.counts.delivered++;
      if (job.duplicate) this.addCopy(job.id);
      if (!job.copy) this.open.delete(job.id);
      if (!job.copy && event.pending) this.markDelivered(job.id);
    } catch (error) {
      this.counts.failed++;
      if (!this.stopped && !job.copy) this.retry(job, error);
    }
    if (job.copy) this.copies--;
    this.waiters.get(job.id)?.();
  }

  private post(poster: Poster, event: EventRecord, corruption: Corruption | undefined): Promise<number> {
    const { core } = this;
    const { endpointSecret } = core.config;
    const body = bodyOf(renderEvent({ ...event, pending: true }, core.publicUrl));
    if (corruption) {
      const wrong = corrupt(body, endpointSecret, core.seconds, corruption);
      return poster.post(wrong.body, wrong.signature, ATTEMPT_TIMEOUT_MS);
    }
    return poster.post(body, sign(body, endpointSecret, core.seconds), ATTEMPT_TIMEOUT_MS);
  }

  private complain({ id, type }: EventRecord, corruption: Corruption): void {
    this.core.faults.accepted++;
    this.core.log.error({ event: id, type, corruption }, 'the shop accepted a corrupted webhook');
  }

  private retry({ id, duplicate }: Job, error: unknown): void {
    const failed = this.open.get(id) ?? 0;
    this.open.set(id, failed + 1);
    const pause = this.core.config.webhookRetryBaseMs * (PAUSES[failed] ?? 60) * (0.8 + Math.random() * 0.4);
    const reason = error instanceof Error ? error.message : String(error);
    this.core.log.warn(
      { event: id, attempt: failed + 1, retryInMs: Math.round(pause), reason },
      'webhook not delivered',
    );
    this.waiting.wait({ id, copy: false, duplicate, corruption: undefined }, pause);
  }

  /** Records deliveries in batches; one lost in a crash or on a full disk is delivered again. */
  private markDelivered(id: string): void {
    if (this.delivered.push(id) === 1) setImmediate(() => this.remember());
  }

  private remember(): void {
    const { delivered, dropped } = this;
    [this.delivered, this.dropped] = [[], []];
    try {
      if (delivered.length > 0) this.core.store.commit([{ op: 'delivered', ids: delivered }]);
      if (dropped.length > 0) this.core.store.commit([{ op: 'dropped', ids: dropped }]);
    } catch (error) {
      this.core.log.error(
        { err: error },
        'deliveries could not be recorded; after a restart they are repeated',
      );
    }
  }
}
