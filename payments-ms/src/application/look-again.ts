import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { IncomingEvent } from '../domain/stripe-event.js';
import { ReconcileRepository } from '../outbound/reconcile.repository.js';
import { StripeEventRepository } from '../outbound/stripe-event.repository.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** Something at Stripe that the worker is to look at, as if its webhook had come. */
export interface Look {
  readonly objectId: string;
  readonly type: string;
  readonly orderId?: string;
  readonly attempt?: number;
}

const LOOK_MS = 50;

/** Hands what a reconciliation found to the ordinary worker, and waits until it has worked it off. */
@Injectable()
export class LookAgain {
  constructor(
    private readonly events: StripeEventRepository,
    private readonly known: ReconcileRepository,
    private readonly nudge: () => void,
    private readonly live: boolean,
    /** How long the worker is waited for. */
    private readonly patienceMs: number,
  ) {}

  /** Gives the objects whose events still wait: the worker is away, or Stripe cannot be asked. They are not lost. */
  async execute(run: ReconciliationRun, looks: readonly Look[]): Promise<ReadonlySet<string>> {
    const events = looks.map((look) => ({ ...this.eventOf(look), id: `look_${look.objectId}_${run.tag}` }));
    const waiting = await this.store(run, events);
    return new Set(events.filter(({ id }) => waiting.has(id)).map(({ objectId }) => objectId));
  }

  /** Stores events and gives the ids of those that still wait. */
  async store(run: ReconciliationRun, events: readonly IncomingEvent[]): Promise<ReadonlySet<string>> {
    if (events.length === 0) return new Set();
    await Promise.all(events.map((event) => this.events.store(event, undefined)));
    this.nudge();
    const ids = events.map(({ id }) => id);
    const end = Date.now() + (run.workerIsAway ? 0 : this.patienceMs);
    for (;;) {
      const waiting = await this.known.waitingEvents(ids);
      if (waiting.size === 0) return waiting;
      if (Date.now() > end) {
        run.workerIsAway = waiting.size === ids.length;
        return waiting;
      }
      await sleep(LOOK_MS);
    }
  }

  private eventOf({ objectId, type, orderId, attempt }: Look) {
    return {
      type,
      objectId,
      apiVersion: null,
      livemode: this.live,
      account: null,
      orderId: orderId ?? null,
      attempt: attempt ?? null,
      paymentId: null,
      payload: '{}',
    };
  }
}
