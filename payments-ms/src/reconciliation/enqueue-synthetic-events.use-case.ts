import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type IncomingEvent, syntheticEvent } from '../webhooks/stripe-event.js';
import { StripeEventRepository } from '../webhooks/stripe-event.repository.js';
import type { ReconciliationRun } from './reconciliation-run.js';
import { UnsettledRepository } from './unsettled.repository.js';

/** An object at Stripe that is to be processed as if a webhook about it had arrived. */
export interface SyntheticEvent {
  readonly objectId: string;
  readonly type: string;
  readonly orderId?: string;
  readonly attempt?: number;
}

const POLL_MS = 50;

/** Stores events for the worker and waits until it has processed them. */
@Injectable()
export class EnqueueSyntheticEventsUseCase {
  constructor(
    private readonly events: StripeEventRepository,
    private readonly unsettled: UnsettledRepository,
    private readonly wakeWorker: () => void,
    private readonly livemode: boolean,
    private readonly timeoutMs: number,
  ) {}

  /** Returns the ids of objects that are not processed yet. Their events stay stored. */
  async execute(run: ReconciliationRun, objects: readonly SyntheticEvent[]): Promise<ReadonlySet<string>> {
    const events = objects.map(({ objectId, type, orderId = null, attempt = null }) => {
      const id = `sync_${objectId}_${run.tag}`;
      return syntheticEvent({ id, type, objectId, orderId, attempt, livemode: this.livemode });
    });
    const waiting = await this.storeAndWait(run, events);
    return new Set(events.filter(({ id }) => waiting.has(id)).map(({ objectId }) => objectId as string));
  }

  /** Returns the ids of events that are not processed yet. */
  async storeAndWait(run: ReconciliationRun, events: readonly IncomingEvent[]): Promise<ReadonlySet<string>> {
    if (events.length === 0) return new Set();
    await Promise.all(events.map((event) => this.events.store(event, undefined)));
    this.wakeWorker();
    const ids = events.map(({ id }) => id);
    const deadline = Date.now() + (run.workerUnavailable ? 0 : this.timeoutMs);
    for (;;) {
      const waiting = await this.unsettled.unprocessedEvents(ids);
      if (waiting.size === 0) return waiting;
      if (Date.now() > deadline) {
        run.workerUnavailable = waiting.size === ids.length;
        return waiting;
      }
      await sleep(POLL_MS);
    }
  }
}
