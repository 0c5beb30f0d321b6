import { Injectable } from '@nestjs/common';
import { nextStage, stageOf, type StripeDispute } from '../../disputes/dispute.js';
import { DisputeGateway } from '../../disputes/dispute.gateway.js';
import { nextRefundState, type StripeRefund } from '../../refunds/refund.js';
import { RefundGateway } from '../../refunds/refund.gateway.js';
import { EnqueueSyntheticEventsUseCase, type SyntheticEvent } from '../enqueue-synthetic-events.use-case.js';
import type { ResolvableKind, Span } from '../reconciliation.js';
import type { ReconciliationRun } from '../reconciliation-run.js';
import { RecordedPaymentsRepository, type RecordedReversal } from '../recorded-payments.repository.js';
import { StripeRecordsGateway } from '../stripe-records.gateway.js';
import { UnsettledRepository } from '../unsettled.repository.js';
import { OwnershipService } from './ownership.service.js';

/** A refund or dispute whose stored state is older than Stripe's, or that is not stored. */
interface Outdated extends SyntheticEvent {
  readonly text: string;
  readonly paymentId: string;
  /** A dispute that is not stored and that staff can still answer. */
  readonly unanswered?: boolean;
}

type OutdatedKind = Extract<ResolvableKind, 'outdated_refund' | 'outdated_dispute'>;

/** Compares refunds and disputes of our payments with Stripe's, in both directions. */
@Injectable()
export class ReconcileRefundsAndDisputesUseCase {
  constructor(
    private readonly stripe: StripeRecordsGateway,
    private readonly recorded: RecordedPaymentsRepository,
    private readonly unsettled: UnsettledRepository,
    private readonly refundGateway: RefundGateway,
    private readonly disputeGateway: DisputeGateway,
    private readonly enqueue: EnqueueSyntheticEventsUseCase,
    private readonly ownership: OwnershipService,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    const compared = new Set<string>();
    for await (const page of this.stripe.refunds(day)) {
      await run.compared(day, 'refunds', page.length);
      for (const { id } of page) compared.add(id);
      const ours = await this.ofThisShop(run, 'refunds', page);
      await this.update(run, 'outdated_refund', () => this.outdatedRefunds(ours));
      await this.compareAmounts(run, ours);
    }
    for await (const page of this.stripe.disputes(day)) {
      await run.compared(day, 'disputes', page.length);
      for (const { id } of page) compared.add(id);
      const ours = await this.ofThisShop(run, 'disputes', page);
      await this.update(run, 'outdated_dispute', () => this.outdatedDisputes(ours));
    }
    await this.findMissing(run, day, compared);
    for (const { id, orderId, amount, currency } of await this.recorded.unmatchedCaptures(day))
      run.unresolved(
        'unmatched_capture',
        id,
        `${amount} ${currency} (minor units) of ${id} do not pay for order ${orderId} and could not be refunded: refund them in Stripe's dashboard`,
        { orderId, paymentId: id, amount, currency },
      );
  }

  private async ofThisShop<T extends StripeRefund | StripeDispute>(
    run: ReconciliationRun,
    type: 'refunds' | 'disputes',
    page: readonly T[],
  ): Promise<T[]> {
    const ours = await this.ownership.ours(page);
    for (const one of page) if (!ours.has(one)) run.foreign(type, one.paymentId);
    return [...ours];
  }

  /** Stored refunds and disputes that Stripe's lists did not contain. */
  private async findMissing(run: ReconciliationRun, day: Span, compared: ReadonlySet<string>): Promise<void> {
    for await (const page of this.recorded.refundsBetween(day)) {
      await run.compared(day, 'refunds', 0);
      // Stripe may have created it on another day than we requested it.
      for (const refund of page)
        if (!compared.has(refund.id))
          compareAlone(run, 'refund', refund, await this.refundGateway.retrieve(refund.id));
    }
    for await (const page of this.recorded.disputesBetween(day)) {
      await run.compared(day, 'disputes', 0);
      for (const dispute of page)
        if (!compared.has(dispute.id))
          compareAlone(run, 'dispute', dispute, await this.disputeGateway.retrieve(dispute.id));
    }
  }

  private async outdatedRefunds(page: readonly StripeRefund[]): Promise<Outdated[]> {
    const recorded = await this.recorded.refunds(page.map(({ id }) => id));
    const ours = await this.recorded.refundIds(page.flatMap(({ refundId }) => refundId ?? []));
    return page.flatMap(({ id, paymentId, refundId, status, failure }) => {
      const state = recorded.get(id)?.state;
      // A failed refund of the dashboard has no effect, and neither has a second one with our id. One of ours
      // that is not stored was lost by a restore.
      const outdated = state
        ? nextRefundState({ status: state, stripeId: id }, { status, failure })
        : status !== 'failed' || (refundId !== null && !ours.has(refundId));
      if (!paymentId || !outdated) return [];
      const text = `${id} of ${paymentId} is ${status} at Stripe and recorded as ${state ?? 'unknown'}`;
      return [{ objectId: id, type: 'refund.updated', paymentId, text }];
    });
  }

  /** The amount of a refund never changes: an update cannot resolve this. */
  private async compareAmounts(run: ReconciliationRun, page: readonly StripeRefund[]): Promise<void> {
    const recorded = await this.recorded.refunds(page.map(({ id }) => id));
    for (const { id, paymentId, amount, currency } of page) {
      const refund = recorded.get(id);
      if (refund && (refund.amount !== amount || refund.currency !== currency))
        run.unresolved(
          'amount_differs',
          id,
          `${id} of ${paymentId}: Stripe refunded ${amount} ${currency}, recorded: ${refund.amount} ${refund.currency}`,
          { ...(paymentId && { paymentId }), amount: refund.amount, currency: refund.currency },
        );
    }
  }

  private async outdatedDisputes(page: readonly StripeDispute[]): Promise<Outdated[]> {
    const recorded = await this.recorded.disputes(page.map(({ id }) => id));
    return page.flatMap(({ id, paymentId, status, amount, currency }) => {
      const dispute = recorded.get(id);
      const current =
        dispute && nextStage(dispute.state, status) === dispute.state && dispute.amount === amount;
      if (!paymentId || current) return [];
      const here = dispute ? `${dispute.state} over ${dispute.amount} ${dispute.currency}` : 'unknown';
      const text = `${id} of ${paymentId} is ${status} over ${amount} ${currency} at Stripe and recorded as ${here}`;
      const stage = stageOf(status);
      const unanswered = !dispute && (stage === 'inquiry' || stage === 'opened');
      return [{ objectId: id, type: 'charge.dispute.updated', paymentId, text, unanswered }];
    });
  }

  /** Has outdated objects processed and checks them again. Those of unrecorded payments are skipped. */
  private async update(
    run: ReconciliationRun,
    kind: OutdatedKind,
    findOutdated: () => Promise<Outdated[]>,
  ): Promise<void> {
    const found = await findOutdated();
    if (found.length === 0) return;
    const payments = await this.recorded.payments(found.map(({ paymentId }) => paymentId));
    const inProgress = await this.unsettled.unprocessedObjects(found.map(({ objectId }) => objectId));
    for (const { objectId, paymentId, text, unanswered } of found)
      if (unanswered && !payments.has(paymentId) && !inProgress.has(objectId))
        run.unresolved('unknown_capture', objectId, `${text}; its payment is not stored`, { paymentId });
    const outdated = found.filter((one) => payments.has(one.paymentId) && !inProgress.has(one.objectId));
    if (outdated.length === 0) return;
    const waiting = run.resolves ? await this.enqueue.execute(run, outdated) : new Set();
    const unchanged = new Set(run.resolves ? (await findOutdated()).map(({ objectId }) => objectId) : []);
    for (const { objectId, paymentId, text } of outdated) {
      if (waiting.has(objectId)) run.resolved(kind, objectId, `${text}; waiting for the worker`);
      else if (unchanged.has(objectId))
        run.unresolved('not_settled', objectId, `${text}; processing it again changed nothing`, {
          paymentId,
        });
      else run.resolved(kind, objectId, text);
    }
  }
}

function compareAlone(
  run: ReconciliationRun,
  type: string,
  { id, paymentId, amount, currency }: RecordedReversal<string>,
  found: { amount: number; currency: string } | null,
): void {
  const recorded = `${id} of ${paymentId}, ${amount} ${currency} (minor units)`;
  const about = { paymentId, amount, currency };
  if (!found) run.unresolved('missing_at_stripe', id, `${recorded}: Stripe has no such ${type}`, about);
  else if (found.amount !== amount || found.currency !== currency)
    run.unresolved('amount_differs', id, `${recorded}: Stripe has ${found.amount} ${found.currency}`, about);
}
