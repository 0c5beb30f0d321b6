import { Injectable } from '@nestjs/common';
import { isOutdated, type StripeMark } from '../../radar/mark.js';
import { MarkGateway } from '../../radar/mark.gateway.js';
import { MarkRepository } from '../../radar/mark.repository.js';
import { EnqueueSyntheticEventsUseCase } from '../enqueue-synthetic-events.use-case.js';
import type { Span } from '../reconciliation.js';
import type { ReconciliationRun } from '../reconciliation-run.js';
import { RecordedPaymentsRepository } from '../recorded-payments.repository.js';
import { StripeRecordsGateway } from '../stripe-records.gateway.js';
import { UnsettledRepository } from '../unsettled.repository.js';
import { OwnershipService } from './ownership.service.js';

/** Compares early fraud warnings and reviews of our payments with Stripe's. */
@Injectable()
export class ReconcileMarksUseCase {
  constructor(
    private readonly stripe: StripeRecordsGateway,
    private readonly marks: MarkRepository,
    private readonly gateway: MarkGateway,
    private readonly recorded: RecordedPaymentsRepository,
    private readonly unsettled: UnsettledRepository,
    private readonly enqueue: EnqueueSyntheticEventsUseCase,
    private readonly ownership: OwnershipService,
  ) {}

  /** Warnings, and reviews that are open, of a day. */
  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    for await (const page of this.stripe.marks(day)) {
      await run.compared(day, 'marks', page.length);
      const ours = await this.ownership.ours(page);
      for (const one of page) if (!ours.has(one)) run.foreign('marks', one.paymentId);
      await this.update(run, [...ours]);
    }
  }

  /** Stripe does not list closed reviews: marks that are stored as open are retrieved one by one. */
  async executeOpen(run: ReconciliationRun, span: Span): Promise<void> {
    for await (const page of this.marks.open()) {
      await run.compared(span, 'marks', page.length);
      const found: StripeMark[] = [];
      for (const { id, paymentId } of page) {
        const mark = await this.gateway.retrieve(id);
        if (mark) found.push(mark);
        else
          run.unresolved('missing_at_stripe', id, `${id} of ${paymentId}: Stripe has no such object`, {
            paymentId,
          });
      }
      await this.update(run, found);
    }
  }

  /** Has outdated marks processed and checks them again. Those of unrecorded payments are skipped. */
  private async update(run: ReconciliationRun, found: readonly StripeMark[]): Promise<void> {
    const outdated = await this.outdated(found);
    const waiting = run.resolves
      ? await this.enqueue.execute(
          run,
          outdated.map(({ kind, id: objectId }) => ({ objectId, type: eventTypes[kind] })),
        )
      : new Set();
    const unchanged = new Set((run.resolves ? await this.outdated(outdated) : []).map(({ id }) => id));
    for (const { id, kind, paymentId, open } of outdated) {
      const text = `${kind} ${id} of ${paymentId} is ${open ? 'open' : 'closed'} at Stripe, and not recorded so`;
      if (waiting.has(id)) run.resolved('outdated_mark', id, `${text}; waiting for the worker`);
      else if (unchanged.has(id))
        run.unresolved('not_settled', id, `${text}; processing it again changed nothing`, {
          ...(paymentId && { paymentId }),
        });
      else run.resolved('outdated_mark', id, text);
    }
  }

  private async outdated(found: readonly StripeMark[]): Promise<StripeMark[]> {
    if (found.length === 0) return [];
    const ids = found.map(({ id }) => id);
    const [stored, inProgress, payments] = [
      await this.marks.byId(ids),
      await this.unsettled.unprocessedObjects(ids),
      await this.recorded.payments(found.flatMap(({ paymentId }) => paymentId ?? [])),
    ];
    return found.filter(
      (mark) =>
        isOutdated(stored.get(mark.id), mark) &&
        !inProgress.has(mark.id) &&
        payments.has(mark.paymentId ?? ''),
    );
  }
}

const eventTypes = { fraud_warning: 'radar.early_fraud_warning.updated', review: 'review.closed' } as const;
