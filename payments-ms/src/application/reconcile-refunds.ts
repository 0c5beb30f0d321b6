import { Injectable } from '@nestjs/common';
import { advance, type StripeDispute } from '../domain/dispute.js';
import type { HealedKind, Span } from '../domain/reconciliation.js';
import { follow, type StripeRefund } from '../domain/refund.js';
import { ReconcileRepository } from '../outbound/reconcile.repository.js';
import { ReturnedRepository } from '../outbound/returned.repository.js';
import { StripeBooks } from '../outbound/stripe-books.js';
import { type Look, LookAgain } from './look-again.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** A refund or dispute at Stripe that we do not know, or hold for something else. */
interface Unheard extends Look {
  readonly text: string;
  readonly paymentId: string;
}

type Kind = Extract<HealedKind, 'unheard_refund' | 'unheard_dispute'>;

/** What Stripe's lists of a day named. */
export interface Seen {
  readonly refunds: ReadonlySet<string>;
  readonly disputes: ReadonlySet<string>;
}

/** Refunds and disputes of our payments that we have not heard of, or not of how they stand now. */
@Injectable()
export class ReconcileRefunds {
  constructor(
    private readonly books: StripeBooks,
    private readonly known: ReconcileRepository,
    private readonly returned: ReturnedRepository,
    private readonly again: LookAgain,
  ) {}

  /** Gives what Stripe named. */
  async execute(run: ReconciliationRun, day: Span): Promise<Seen> {
    const seen = { refunds: new Set<string>(), disputes: new Set<string>() };
    for await (const page of this.books.refunds(day)) {
      await run.looked(day, 'refunds', page.length);
      for (const { id } of page) seen.refunds.add(id);
      await this.heal(run, 'unheard_refund', () => this.refunds(page));
      await this.amounts(run, page);
    }
    for await (const page of this.books.disputes(day)) {
      await run.looked(day, 'disputes', page.length);
      for (const { id } of page) seen.disputes.add(id);
      await this.heal(run, 'unheard_dispute', () => this.disputes(page));
    }
    return seen;
  }

  private async refunds(page: readonly StripeRefund[]): Promise<Unheard[]> {
    const ours = await this.returned.refunds(page.map(({ id }) => id));
    return page.flatMap(({ id, paymentId, status, failure }) => {
      const held = ours.get(id)?.state;
      // One that failed before we heard of it moved nothing.
      const news = held ? follow({ status: held, stripeId: id }, { status, failure }) : status !== 'failed';
      if (!paymentId || !news) return [];
      const text = `${id} of ${paymentId} is ${status} at Stripe and ${held ?? 'unknown'} here`;
      return [{ objectId: id, type: 'refund.updated', paymentId, text }];
    });
  }

  /** The amount of a refund never changes: a look would not mend it. */
  private async amounts(run: ReconciliationRun, page: readonly StripeRefund[]): Promise<void> {
    const ours = await this.returned.refunds(page.map(({ id }) => id));
    for (const { id, paymentId, amount, currency } of page) {
      const held = ours.get(id);
      if (held && (held.amount !== amount || held.currency !== currency))
        run.cannotMend(
          'amount_differs',
          `${id} of ${paymentId}: Stripe gave back ${amount} ${currency}, we hold ${held.amount} ${held.currency}`,
        );
    }
  }

  private async disputes(page: readonly StripeDispute[]): Promise<Unheard[]> {
    const ours = await this.returned.disputes(page.map(({ id }) => id));
    return page.flatMap(({ id, paymentId, status, amount, currency }) => {
      const held = ours.get(id);
      if (!paymentId || (held && advance(held.state, status) === held.state && held.amount === amount))
        return [];
      const here = held ? `${held.state} over ${held.amount} ${held.currency}` : 'unknown';
      const text = `${id} of ${paymentId} is ${status} over ${amount} ${currency} at Stripe and ${here} here`;
      return [{ objectId: id, type: 'charge.dispute.updated', paymentId, text }];
    });
  }

  /** Has what differs looked at, and asks once more. What is about a payment that is not ours is none of our business. */
  private async heal(run: ReconciliationRun, kind: Kind, differing: () => Promise<Unheard[]>): Promise<void> {
    const all = await differing();
    if (all.length === 0) return;
    const payments = await this.known.payments(all.map(({ paymentId }) => paymentId));
    const coming = await this.known.waitingObjects(all.map(({ objectId }) => objectId));
    const unheard = all.filter((one) => payments.has(one.paymentId) && !coming.has(one.objectId));
    if (unheard.length === 0) return;
    const waiting = run.heals ? await this.again.execute(run, unheard) : new Set();
    const still = new Set(run.heals ? (await differing()).map(({ objectId }) => objectId) : []);
    for (const { objectId, text } of unheard) {
      if (waiting.has(objectId)) run.mended(kind, `${text}; it waits for the worker`);
      else if (still.has(objectId))
        run.cannotMend('not_settled', `${text}; looking at it again changed nothing`);
      else run.mended(kind, text);
    }
  }
}
