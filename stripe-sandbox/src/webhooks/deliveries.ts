import type { Core } from '../core.js';
import { planWebhook, type Spoil, spoiled, type WebhookPlan } from '../faults/webhook-faults.js';
import { renderEvent } from '../objects/event.js';
import type { EventRecord } from '../store/event-records.js';
import type { Operation } from '../store/operation.js';
import { Poster } from './post.js';
import { sign } from './signature.js';
import { WaitingRoom } from './waiting-room.js';

const CONCURRENCY = 16;
const ATTEMPT_TIMEOUT_MS = 10_000;
const STOP_WITHIN_MS = 2000;
/** Pauses before the next attempt, in units of `WEBHOOK_RETRY_BASE_MS`; the last one repeats. */
const PAUSES = [1, 2, 5, 10, 30, 60];

/** One post to be made. Of an event's posts one counts and is retried; copies are the fault dial's. */
interface Job {
  id: string;
  copy: boolean;
  /** A copy follows after the first 2xx. */
  duplicate: boolean;
  spoil: Spoil | undefined;
}

/**
 * Delivers events to the webhook endpoint at least once: every event is posted until it is answered with 2xx, over
 * restarts too. As with Stripe, the order of arrival is not promised.
 */
export class Deliveries {
  readonly counts = { delivered: 0, failed: 0 };
  private readonly queue: Job[] = [];
  private readonly flying = new Set<Promise<void>>();
  /** Events that wait for their 2xx, with their failed attempts so far. */
  private readonly open = new Map<string, number>();
  private readonly waiting = new WaitingRoom<Job>((job) => this.enqueue(job));
  private readonly waiters = new Map<string, () => void>();
  private readonly poster: Poster | undefined;
  private copies = 0;
  private delivered: string[] = [];
  private dropped: string[] = [];
  private stopped = false;

  constructor(private readonly core: Core) {
    if (core.config.webhookUrl) this.poster = new Poster(core.config.webhookUrl, CONCURRENCY);
  }

  /** Takes up what an earlier process left undelivered, then follows every commit. */
  start(): void {
    if (!this.poster) return;
    for (const event of this.core.store.events) if (event.pending && !event.dropped) this.begin(event.id);
    this.core.store.onCommit((operations: Operation[]) => {
      for (const operation of operations)
        if (operation.op === 'event' && operation.hook)
          this.follow(operation.id, planWebhook(this.core.faults, operation.type));
    });
  }

  /** Posts that are still to be made: events that wait for their first 2xx, and copies. */
  get pending(): number {
    return this.open.size + this.copies;
  }

  /** Delivers an event once more, however often it was delivered before, or lost. */
  resend(id: string): void {
    for (const job of [...this.waiting]) if (job.id === id) this.waiting.release(job);
    if (this.poster && !this.open.has(id)) this.begin(id);
  }

  /** Ends when each of these events was posted once and answered, or after `maxMs`. */
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

  /** Gives attempts in flight a moment to end; what stays undelivered is taken up by the next process. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.clear();
    const hurry = setTimeout(() => this.poster?.close(), STOP_WITHIN_MS);
    await Promise.allSettled(this.flying);
    clearTimeout(hurry);
    this.poster?.close();
    this.remember();
  }

  /** Delivers an event as the dial has it. */
  private follow(id: string, plan: WebhookPlan): void {
    this.waiting.letPass();
    if (plan.drop) {
      if (this.dropped.push(id) === 1) setImmediate(() => this.remember());
      return;
    }
    const job = { id, copy: false, duplicate: plan.duplicate, spoil: plan.spoil };
    this.open.set(id, 0);
    if (plan.delayMs > 0) this.waiting.wait(job, plan.delayMs);
    else if (plan.holdFor > 0) this.waiting.hold(job, plan.holdFor);
    else this.enqueue(job);
    for (let copy = 1; copy < plan.copies; copy++) this.addCopy(id);
  }

  private begin(id: string): void {
    this.open.set(id, 0);
    this.enqueue({ id, copy: false, duplicate: false, spoil: undefined });
  }

  private addCopy(id: string): void {
    this.copies++;
    this.enqueue({ id, copy: true, duplicate: false, spoil: undefined });
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
      const status = await this.post(this.poster, event, job.spoil);
      const taken = status >= 200 && status <= 299;
      if (taken && job.spoil) this.complain(event, job.spoil);
      if (!taken || job.spoil) throw new Error(`answered ${status}`);
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

  private post(poster: Poster, event: EventRecord, spoil: Spoil | undefined): Promise<number> {
    const { core } = this;
    const { endpointSecret } = core.config;
    const body = JSON.stringify(renderEvent({ ...event, pending: true }, core.publicUrl));
    if (spoil) {
      const wrong = spoiled(body, endpointSecret, core.seconds, spoil);
      return poster.post(wrong.body, wrong.signature, ATTEMPT_TIMEOUT_MS);
    }
    return poster.post(body, sign(body, endpointSecret, core.seconds), ATTEMPT_TIMEOUT_MS);
  }

  private complain({ id, type }: EventRecord, spoil: Spoil): void {
    this.core.faults.accepted++;
    this.core.log.error({ event: id, type, spoil }, 'the shop accepted a spoiled webhook');
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
    this.waiting.wait({ id, copy: false, duplicate, spoil: undefined }, pause);
  }

  /** Notes deliveries in batches; one that is lost with the process is merely delivered again. */
  private markDelivered(id: string): void {
    if (this.delivered.push(id) === 1) setImmediate(() => this.remember());
  }

  private remember(): void {
    const { delivered, dropped } = this;
    [this.delivered, this.dropped] = [[], []];
    if (delivered.length > 0) this.core.store.commit([{ op: 'delivered', ids: delivered }]);
    if (dropped.length > 0) this.core.store.commit([{ op: 'dropped', ids: dropped }]);
  }
}
