import { Injectable } from '@nestjs/common';
import type { Span } from '../domain/reconciliation.js';
import { DisputeGateway } from '../outbound/dispute.gateway.js';
import { ReconcileRepository } from '../outbound/reconcile.repository.js';
import { RefundGateway } from '../outbound/refund.gateway.js';
import { type Returned, ReturnedRepository } from '../outbound/returned.repository.js';
import type { Seen } from './reconcile-refunds.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** Refunds and disputes of ours that Stripe's lists did not name, and money that pays nothing and stays with us. */
@Injectable()
export class LookForReturns {
  constructor(
    private readonly known: ReconcileRepository,
    private readonly returned: ReturnedRepository,
    private readonly refunds: RefundGateway,
    private readonly disputes: DisputeGateway,
  ) {}

  async execute(run: ReconciliationRun, day: Span, seen: Seen): Promise<void> {
    for await (const page of this.returned.refundsBetween(day)) {
      await run.looked(day, 'refunds', 0);
      // Asked for on one day, Stripe may have made it on another: only asking for it tells.
      for (const refund of page)
        if (!seen.refunds.has(refund.id))
          compare(run, 'refund', refund, await this.refunds.retrieve(refund.id));
    }
    for await (const page of this.returned.disputesBetween(day)) {
      await run.looked(day, 'disputes', 0);
      for (const dispute of page)
        if (!seen.disputes.has(dispute.id))
          compare(run, 'dispute', dispute, await this.disputes.retrieve(dispute.id));
    }
    for (const { id, orderId, kept } of await this.known.keptForNothing(day))
      run.cannotMend(
        'kept_for_nothing',
        `${kept} of ${id} pay nothing for order ${orderId} and could not be given back: refund them in Stripe's dashboard`,
      );
  }
}

function compare(
  run: ReconciliationRun,
  what: string,
  { id, paymentId, amount, currency }: Returned<string>,
  found: { amount: number; currency: string } | null,
): void {
  const ours = `${id} of ${paymentId}, ${amount} ${currency} (minor units)`;
  if (!found) run.cannotMend('missing_at_stripe', `${ours}: Stripe has no such ${what}`);
  else if (found.amount !== amount || found.currency !== currency)
    run.cannotMend('amount_differs', `${ours}: Stripe has ${found.amount} ${found.currency}`);
}
