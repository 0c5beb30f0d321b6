import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@orderwire/platform';
import { captureMovements } from '../domain/capture-movements.js';
import type { SettledSession } from '../domain/settled-session.js';
import type { TakenEvent } from '../domain/settlement.js';
import type { IncomingEvent } from '../domain/stripe-event.js';
import { Gather } from './gather.js';
import { entryColumns } from './ledger.statements.js';
import {
  finishEvent,
  postponeEvents,
  settleBatch,
  storeEvents,
  sweepEvents,
  takeEvents,
  type TakenRow,
} from './stripe-event.statements.js';

/** An event that has to be looked at again. */
export interface Postponed {
  readonly id: string;
  readonly delayMs: number;
  readonly error: string;
}

interface Arrival {
  event: IncomingEvent;
  outcome: string | undefined;
}

/** What a batch told us that we did not know, by session. */
export interface News {
  readonly paid: ReadonlySet<string>;
  readonly mismatched: ReadonlySet<string>;
  readonly over: ReadonlySet<string>;
}

/** The events Stripe sent, and what came of them. */
@Injectable()
export class StripeEventRepository {
  private readonly arriving = new Gather((items: Arrival[]) => this.storeAll(items));

  constructor(private readonly database: Database) {}

  /** Stores an event; with an outcome when there is nothing to do about it. False when it was here already. */
  store(event: IncomingEvent, outcome: string | undefined): Promise<boolean> {
    return this.arriving.add({ event, outcome });
  }

  /** Takes up to `limit` events. They are free again when the lease is over: a crash loses none. */
  async take(leaseMs: number, limit: number): Promise<TakenEvent[]> {
    return (await this.database.run(takeEvents, [leaseMs, limit])).map(takenOf);
  }

  /** Lets events wait. */
  async postpone(events: readonly Postponed[]): Promise<void> {
    await this.database.run(postponeEvents, [
      events.map(({ id }) => id),
      events.map(({ delayMs }) => delayMs),
      events.map(({ error }) => error),
    ]);
  }

  /** Notes what came of an event. */
  async finish(id: string, outcome: string): Promise<void> {
    await this.database.run(finishEvent, [id, outcome]);
  }

  /** Writes sessions, payments, their places in the account book and the events' outcomes in one statement. */
  async settle(
    tx: Tx,
    sessions: readonly SettledSession[],
    outcomes: readonly { id: string; outcome: string }[],
  ): Promise<News> {
    const rows = await tx.run(settleBatch, [
      sessions.map(({ orderId }) => orderId),
      sessions.map(({ attempt }) => attempt),
      sessions.map(({ sessionId }) => sessionId),
      sessions.map(({ status }) => status),
      sessions.map(({ final }) => final),
      sessions.map(({ payment }) => payment?.id),
      sessions.map(({ payment }) => payment?.chargeId),
      sessions.map(({ payment }) => payment?.receiptUrl),
      sessions.map(({ payment }) => payment?.paidAt),
      sessions.map(({ payment }) => payment?.amount),
      sessions.map(({ payment }) => payment?.currency),
      sessions.map(({ payment }) => payment?.status),
      outcomes.map(({ id }) => id),
      outcomes.map(({ outcome }) => outcome),
      ...entryColumns(sessions.flatMap(captureMovements)),
    ]);
    const of = (news: string) =>
      new Set(rows.filter((row) => row.news === news).map((row) => row.session_id));
    return { paid: of('paid'), mismatched: of('mismatched'), over: of('over') };
  }

  /** Deletes up to `limit` events that were processed long ago. Stripe repeats none so late; if it did, nothing is paid twice. */
  async sweep(limit: number): Promise<number> {
    return (await this.database.run(sweepEvents, [limit]))[0]?.swept ?? 0;
  }

  private async storeAll(items: Arrival[]): Promise<boolean[]> {
    const events = items.map(({ event }) => event);
    const rows = await this.database.run(storeEvents, [
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ objectId }) => objectId),
      events.map(({ apiVersion }) => apiVersion),
      events.map(({ livemode }) => livemode),
      events.map(({ orderId }) => orderId),
      events.map(({ attempt }) => attempt),
      events.map(({ paymentId }) => paymentId),
      events.map(({ payload }) => payload),
      items.map(({ outcome }) => outcome ?? null),
    ]);
    const fresh = new Set(rows.map(({ id }) => id));
    return events.map(({ id }) => fresh.delete(id));
  }
}

function takenOf(row: TakenRow): TakenEvent {
  const { order_id, attempt, amount, currency, correlation_id, replaced } = row;
  const known = order_id && attempt && amount && currency && correlation_id;
  return {
    id: row.id,
    type: row.type,
    objectId: row.object_id,
    receivedAt: row.received_at,
    tries: row.tries,
    session: known
      ? {
          orderId: order_id,
          attempt,
          stripeId: row.stripe_id,
          amount,
          currency,
          correlationId: correlation_id,
          replaced: replaced ?? 'no',
        }
      : null,
  };
}
