import { Injectable } from '@nestjs/common';
import type { Span } from '../domain/reconciliation.js';
import { type OurPayment, ReconcileRepository } from '../outbound/reconcile.repository.js';
import { StripeBooks, type StripeCharge } from '../outbound/stripe-books.js';
import { StripeGateway } from '../outbound/stripe.gateway.js';
import { bounded } from './bounded.js';
import { type Look, LookAgain } from './look-again.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** Looked up at Stripe at once. */
const LOOK_UPS = 8;

type Uncounted = StripeCharge & { session: Look | string };

/** Captured money at Stripe against our payments, in both directions. */
@Injectable()
export class ReconcileCharges {
  constructor(
    private readonly books: StripeBooks,
    private readonly known: ReconcileRepository,
    private readonly stripe: StripeGateway,
    private readonly again: LookAgain,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    const seen = new Set<string>();
    for await (const { seen: count, captured } of this.books.charges(day)) {
      await run.looked(day, 'charges', count);
      for (const { paymentId } of captured) seen.add(paymentId);
      await this.compare(run, captured);
    }
    for await (const page of this.known.paymentsBetween(day)) {
      await run.looked(day, 'payments', page.length);
      for (const payment of page) if (!seen.has(payment.id)) await this.lookFor(run, payment);
    }
  }

  private async compare(run: ReconciliationRun, charges: readonly StripeCharge[]): Promise<void> {
    const ours = await this.known.payments(charges.map(({ paymentId }) => paymentId));
    const uncounted: StripeCharge[] = [];
    for (const charge of charges) {
      const payment = ours.get(charge.paymentId);
      if (!payment) uncounted.push(charge);
      else if (payment.amount !== charge.amount || payment.currency !== charge.currency)
        run.cannotMend(
          'amount_differs',
          `${charge.paymentId} of order ${payment.orderId}: Stripe captured ${money(charge)}, we hold ${money(payment)}`,
        );
    }
    if (uncounted.length > 0) await this.count(run, uncounted);
  }

  /** Captured money that we do not count: an order's is settled now, all other is a person's business. */
  private async count(run: ReconciliationRun, charges: readonly StripeCharge[]): Promise<void> {
    const answers = await bounded(charges, LOOK_UPS, (charge) => this.sessionOf(charge));
    const found = charges.map((charge, index): Uncounted => {
      const answer = answers[index] as PromiseSettledResult<Look | string>;
      if (answer.status === 'rejected') throw answer.reason;
      return { ...charge, session: answer.value };
    });
    const known = found.flatMap(({ session }) => (typeof session === 'object' ? [session] : []));
    // What an earlier look or webhook left waiting is on its way, or named by itself when it waits too long.
    const coming = await this.known.waitingObjects(known.map(({ objectId }) => objectId));
    const looks = known.filter(({ objectId }) => !coming.has(objectId));
    const waiting = run.heals ? await this.again.execute(run, looks) : new Set<string>();
    const counted = await this.known.payments(charges.map(({ paymentId }) => paymentId));
    for (const { session, ...charge } of found) {
      if (typeof session === 'string') {
        if (!charge.returned) run.cannotMend('unknown_money', `${named(charge)} ${session}`);
        continue;
      }
      if (coming.has(session.objectId)) continue;
      const text = `${named(charge)} paid ${session.objectId} of order ${session.orderId} and we had not counted it`;
      if (!run.heals || counted.has(charge.paymentId)) run.mended('uncounted_payment', text);
      else if (waiting.has(session.objectId))
        run.mended('uncounted_payment', `${text}; it waits for the worker`);
      else run.cannotMend('not_settled', `${text}; looking at it again did not count it`);
    }
  }

  /** The session of ours that a charge paid, or why it paid none. */
  private async sessionOf({ paymentId }: StripeCharge): Promise<Look | string> {
    if (!paymentId.startsWith('pi_')) return 'came without a payment intent';
    const objectId = await this.books.sessionIdOf(paymentId);
    const session = objectId && (await this.stripe.retrieve(objectId));
    if (!session) return 'came through no Checkout session';
    const { id, orderId, attempt } = session;
    if (!orderId || !attempt) return `paid ${id}, which names no order`;
    if (!(await this.known.hasSession(orderId, attempt)))
      return `paid ${id}, which names order ${orderId}, attempt ${attempt}, of which we have no session`;
    return { objectId: id, type: 'checkout.session.completed', orderId, attempt };
  }

  /** A payment that was not among the charges of its day. */
  private async lookFor(run: ReconciliationRun, payment: OurPayment): Promise<void> {
    const { id, orderId } = payment;
    const found = await this.books.captured(id);
    if (!found)
      run.cannotMend(
        'missing_at_stripe',
        `${id} of order ${orderId}, ${money(payment)}: Stripe has no such payment`,
      );
    else if (found.amount !== payment.amount || found.currency !== payment.currency)
      run.cannotMend(
        'amount_differs',
        `${id} of order ${orderId}: Stripe captured ${money(found)}, we hold ${money(payment)}`,
      );
  }
}

const named = (charge: StripeCharge): string => `${charge.paymentId} (${charge.id}), ${money(charge)},`;

const money = ({ amount, currency }: { amount: number; currency: string }): string =>
  `${amount} ${currency} (minor units)`;
