import { type Core, dated, type Publisher } from '../core.js';
import { renderEvent } from '../api/render.js';
import { newId } from '../store/ids.js';
import type { EventRecord, WebhookRecord } from '../store/records.js';
import { sign } from './signature.js';

const ATTEMPT_TIMEOUT_MS = 7_000;
/** Pauses before the next attempt, in units of `WEBHOOK_RETRY_BASE_MS`; the last one repeats. */
const PAUSES = [1, 2, 5, 10, 30, 60];

/** Posts every event to every webhook until a 2xx reply, across restarts. The order is not guaranteed. */
export class Deliveries implements Publisher {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly stopping = new AbortController();

  constructor(private readonly core: () => Core) {}

  /** Resumes the events that an earlier process did not deliver. */
  start(): void {
    for (const event of this.core().store.list('event').reverse())
      if (!event.dropped) for (const hook of event.pending) this.later(event.id, hook, 0);
  }

  /** Records an event about `result` and posts it. */
  publish(description: string, result: object): void {
    const { store, faults } = this.core();
    const hooks = store.list('webhook').filter(({ disabledAt }) => !disabledAt);
    const fault = hooks.length > 0 ? faults.next('webhook') : undefined;
    const pending = hooks.map(({ id }) => id);
    const event = { id: newId.event(), ...dated(), description, result: JSON.stringify(result), pending };
    store.put('event', { ...event, completed: [], dropped: fault?.drop ?? false });
    if (fault?.drop) return;
    for (const { id } of hooks) {
      this.later(event.id, id, fault?.delayMs ?? 0, 0, fault?.wrongSignature);
      if (fault?.duplicate) this.later(event.id, id, fault.delayMs ?? 0, 0, false, true);
    }
  }

  /** Posts an event again to all webhooks, also one that was dropped. */
  resend({ id }: EventRecord): void {
    for (const hook of this.core().store.list('webhook')) this.later(id, hook.id, 0);
  }

  stop(): void {
    this.stopping.abort();
    for (const timer of this.timers) clearTimeout(timer);
  }

  private later(eventId: string, hookId: string, ms: number, failed = 0, wrong = false, copy = false): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.attempt(eventId, hookId, failed, wrong, copy);
    }, ms);
    this.timers.add(timer);
  }

  private async attempt(eventId: string, hookId: string, failed: number, wrong: boolean, copy: boolean) {
    const { store, log, config } = this.core();
    const event = store.get('event', eventId);
    const hook = store.get('webhook', hookId);
    if (!event || !hook || hook.disabledAt) return;
    try {
      const status = await this.post(event, hook, wrong);
      if (status < 200 || status > 299) throw new Error(`answered ${status}`);
      if (wrong) log.error({ event: eventId }, 'the receiver accepted a wrong signature');
      const fresh = store.get('event', eventId) ?? event;
      const pending = fresh.pending.filter((id) => id !== hookId);
      const completed = [...new Set([...fresh.completed, hookId])];
      if (!copy) store.put('event', { ...fresh, pending, completed, dropped: false });
    } catch (error) {
      if (this.stopping.signal.aborted || copy) return;
      const pause = config.webhookRetryBaseMs * (PAUSES[failed] ?? 60) * (0.8 + Math.random() * 0.4);
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(
        { event: eventId, attempt: failed + 1, retryInMs: Math.round(pause), reason },
        'webhook failed',
      );
      this.later(eventId, hookId, pause, failed + 1);
    }
  }

  private async post(event: EventRecord, { url, secret }: WebhookRecord, wrong: boolean): Promise<number> {
    const body = renderEvent(this.core(), event);
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'user-agent': 'EasyPost/v2 Webhooks (carrier-sandbox)',
    };
    if (secret) headers['x-hmac-signature'] = sign(body, wrong ? `${secret}?` : secret);
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.status;
  }
}
