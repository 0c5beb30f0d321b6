import { Injectable } from '@nestjs/common';
import type { Span } from '../domain/reconciliation.js';
import { ReconcileRepository } from '../outbound/reconcile.repository.js';
import { AnnounceAgain } from './announce-again.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/**
 * Orders that were paid more than once, and of which orders-ms rejected no payment for an hour: it cannot have heard of all of them, and
 * a paid order asks for nothing any more. They are announced again, so that one pays and the others go back. Where that was done before,
 * something is wrong that telling does not mend.
 */
@Injectable()
export class ReconcileTwicePaid {
  constructor(
    private readonly known: ReconcileRepository,
    private readonly announceAgain: AnnounceAgain,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    for await (const orders of this.known.paidTwice(day))
      for (const { order_id: orderId, ids, told_again: toldAgain } of orders) {
        if (run.heals) await this.announceAgain.execute(orderId);
        const text = `order ${orderId} was paid by ${ids.join(' and ')}, and orders-ms rejected none`;
        if (toldAgain) run.cannotMend('not_settled', `${text} for an hour after they were announced again`);
        else run.mended('unheard_payment', run.heals ? `${text}; they are announced again` : text);
      }
  }
}
