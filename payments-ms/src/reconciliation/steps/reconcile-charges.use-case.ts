import { Injectable } from '@nestjs/common';
import pMap from 'p-map';
import { CheckoutGateway } from '../../checkout/checkout.gateway.js';
import { RepublishPaymentUseCase } from '../../checkout/republish-payment.use-case.js';
import { EnqueueSyntheticEventsUseCase, type SyntheticEvent } from '../enqueue-synthetic-events.use-case.js';
import type { DifferenceSubject, Span } from '../reconciliation.js';
import type { ReconciliationRun } from '../reconciliation-run.js';
import { type RecordedPayment, RecordedPaymentsRepository } from '../recorded-payments.repository.js';
import { type StripeCharge, StripeRecordsGateway } from '../stripe-records.gateway.js';
import { UnsettledRepository } from '../unsettled.repository.js';
import { OwnershipService } from './ownership.service.js';

/** Concurrent requests to Stripe. */
const CONCURRENCY = 8;
/** Payments retrieved one by one between two reports of progress. */
const ALONE_CHUNK = 100;

/** A charge with the event that settles it, or the reason why it belongs to no session of ours. */
type UnrecordedCharge = StripeCharge & { session: SyntheticEvent | string };

/** Compares Stripe's charges with our payments, in both directions. */
@Injectable()
export class ReconcileChargesUseCase {
  constructor(
    private readonly stripe: StripeRecordsGateway,
    private readonly recorded: RecordedPaymentsRepository,
    private readonly unsettled: UnsettledRepository,
    private readonly checkout: CheckoutGateway,
    private readonly enqueue: EnqueueSyntheticEventsUseCase,
    private readonly republish: RepublishPaymentUseCase,
    private readonly ownership: OwnershipService,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    const compared = new Set<string>();
    for await (const { read, captured } of this.stripe.charges(day)) {
      await run.compared(day, 'charges', read);
      for (const { paymentId } of captured) compared.add(paymentId);
      await this.compare(run, captured);
    }
    for await (const page of this.recorded.paymentsBetween(day)) {
      const alone = page.filter(({ id }) => !compared.has(id));
      await run.compared(day, 'payments', page.length - alone.length);
      for (let start = 0; start < alone.length; start += ALONE_CHUNK) {
        const chunk = alone.slice(start, start + ALONE_CHUNK);
        const compare = (payment: RecordedPayment) =>
          this.compareAlone(run, payment).catch((error: unknown) => run.notCompared(payment.id, error));
        await pMap(chunk, compare, { concurrency: CONCURRENCY });
        await run.compared(day, 'payments', chunk.length);
      }
    }
    await this.republishDoublePayments(run, day);
  }

  private async compare(run: ReconciliationRun, charges: readonly StripeCharge[]): Promise<void> {
    const payments = await this.recorded.payments(charges.map(({ paymentId }) => paymentId));
    const unrecorded: StripeCharge[] = [];
    for (const charge of charges) {
      const payment = payments.get(charge.paymentId);
      if (!payment) unrecorded.push(charge);
      else if (payment.amount !== charge.amount || payment.currency !== charge.currency)
        run.unresolved('amount_differs', payment.id, amountDiffers(payment, charge), subjectOf(payment));
    }
    const ours = await this.ownership.ours(unrecorded);
    for (const charge of unrecorded) if (!ours.has(charge)) run.foreign('charges', charge.paymentId);
    if (ours.size > 0) await this.record(run, [...ours]);
  }

  /** Settles unrecorded charges of stored sessions. Others of this shop need a decision by staff. */
  private async record(run: ReconciliationRun, charges: readonly StripeCharge[]): Promise<void> {
    const unrecorded: UnrecordedCharge[] = [];
    const withSession = async (charge: StripeCharge) => {
      try {
        unrecorded.push({ ...charge, session: await this.sessionOf(charge) });
      } catch (error) {
        run.notCompared(charge.paymentId, error);
      }
    };
    await pMap(charges, withSession, { concurrency: CONCURRENCY });
    const events = unrecorded.flatMap(({ session }) => (typeof session === 'object' ? [session] : []));
    // A stored event will settle the charge, or is reported as stuck.
    const inProgress = await this.unsettled.unprocessedObjects(events.map(({ objectId }) => objectId));
    const missing = events.filter(({ objectId }) => !inProgress.has(objectId));
    const waiting = run.resolves ? await this.enqueue.execute(run, missing) : new Set<string>();
    const recorded = await this.recorded.payments(charges.map(({ paymentId }) => paymentId));
    for (const { session, ...charge } of unrecorded) {
      const name = `${charge.paymentId} (${charge.id}), ${formatted(charge)},`;
      if (typeof session === 'string') {
        if (!charge.fullyRefunded)
          run.unresolved('unknown_capture', charge.paymentId, `${name} ${session}`, moneyOf(charge));
        continue;
      }
      if (inProgress.has(session.objectId)) continue;
      const text = `${name} paid ${session.objectId} of order ${session.orderId} and was not recorded`;
      if (!run.resolves || recorded.has(charge.paymentId))
        run.resolved('unrecorded_payment', charge.paymentId, text);
      else if (waiting.has(session.objectId))
        run.resolved('unrecorded_payment', charge.paymentId, `${text}; waiting for the worker`);
      else
        run.unresolved('not_settled', charge.paymentId, `${text}; processing it again did not record it`, {
          orderId: session.orderId,
          ...moneyOf(charge),
        });
    }
  }

  private async sessionOf({ paymentId }: StripeCharge): Promise<SyntheticEvent | string> {
    if (!paymentId.startsWith('pi_')) return 'has no payment intent';
    const objectId = await this.stripe.sessionIdOf(paymentId);
    const session = objectId && (await this.checkout.retrieve(objectId));
    if (!session) return 'has no Checkout Session';
    const { id, orderId, attempt } = session;
    if (!orderId || !attempt) return `paid ${id}, which names no order`;
    if (!(await this.recorded.hasSession(orderId, attempt)))
      return `paid ${id} of order ${orderId}, attempt ${attempt}, for which no session is stored`;
    return { objectId: id, type: 'checkout.session.completed', orderId, attempt };
  }

  /** A payment without a charge on its day. */
  private async compareAlone(run: ReconciliationRun, payment: RecordedPayment): Promise<void> {
    const found = await this.stripe.captured(payment.id);
    if (!found)
      run.unresolved(
        'missing_at_stripe',
        payment.id,
        `${payment.id} of order ${payment.orderId}, ${formatted(payment)}: Stripe has no such payment`,
        subjectOf(payment),
      );
    else if (found.amount !== payment.amount || found.currency !== payment.currency)
      run.unresolved('amount_differs', payment.id, amountDiffers(payment, found), subjectOf(payment));
  }

  /**
   * orders-ms rejects all but one payment of an order. If it rejected none for an hour, it has
   * missed at least one: they are published again. If that was done before, it needs staff.
   */
  private async republishDoublePayments(run: ReconciliationRun, day: Span): Promise<void> {
    for await (const orders of this.recorded.doublePayments(day))
      for (const { orderId, paymentIds, republished } of orders) {
        if (run.resolves) await this.republish.execute(orderId);
        const text = `order ${orderId} was paid by ${paymentIds.join(' and ')}, and orders-ms rejected none`;
        if (republished)
          run.unresolved('not_settled', orderId, `${text} within an hour after they were published again`, {
            orderId,
          });
        else
          run.resolved('unacknowledged_payment', orderId, run.resolves ? `${text}; published again` : text);
      }
  }
}

interface Amount {
  amount: number;
  currency: string;
}

const moneyOf = ({ amount, currency }: Amount): Amount => ({ amount, currency });

const subjectOf = (payment: RecordedPayment): DifferenceSubject => ({
  orderId: payment.orderId,
  paymentId: payment.id,
  ...moneyOf(payment),
});

const amountDiffers = (payment: RecordedPayment, found: Amount): string =>
  `${payment.id} of order ${payment.orderId}: Stripe captured ${formatted(found)}, recorded: ${formatted(payment)}`;

const formatted = ({ amount, currency }: Amount): string => `${amount} ${currency} (minor units)`;
