import { Injectable } from '@nestjs/common';
import type { Delivery, Tx } from '@orderwire/platform';
import type { Changes } from './changes.js';
import { FreshnessRepository } from './freshness.repository.js';
import { OrderProjectionRepository } from './order-projection.repository.js';
import { PaymentProjectionRepository } from './payment-projection.repository.js';

/**
 * Applies events and facts to the read models. The result depends neither on their order nor on how
 * often they are applied: each row keeps what is known about one order, refund or dispute, and the
 * difference that a change makes is added to the counts in the same transaction.
 */
@Injectable()
export class ApplyChangesUseCase {
  constructor(
    private readonly freshness: FreshnessRepository,
    private readonly orders: OrderProjectionRepository,
    private readonly payments: PaymentProjectionRepository,
  ) {}

  /** Events, to all generations. */
  async ofEvents<Payload extends object>(
    tx: Tx,
    deliveries: readonly Delivery<Payload>[],
    changesOf: (events: readonly Payload[]) => Changes,
  ): Promise<void> {
    const newest = deliveries
      .map(({ occurredAt }) => Date.parse(occurredAt))
      .reduce((a, b) => Math.max(a, b));
    await this.freshness.lockForEvents(tx, new Date(newest).toISOString());
    await this.apply(tx, changesOf(deliveries.map(({ event }) => event)), null);
  }

  /** Facts, to the generation that is being built. The read models are locked by the caller. */
  ofFacts(tx: Tx, changes: Changes, generation: number): Promise<void> {
    return this.apply(tx, changes, generation);
  }

  private async apply(tx: Tx, changes: Changes, generation: number | null): Promise<void> {
    const { orders = [], productNames = [], refunds = [], disputes = [], failedPayments = [] } = changes;
    if (orders.length > 0) await this.orders.apply(tx, once(orders), generation);
    if (productNames.length > 0) await this.orders.nameProducts(tx, productNames, generation);
    if (refunds.length > 0) await this.payments.applyRefunds(tx, once(refunds), generation);
    if (disputes.length > 0) await this.payments.applyDisputes(tx, once(disputes), generation);
    if (failedPayments.length > 0)
      await this.payments.applyFailedPayments(tx, once(failedPayments), generation);
  }
}

/** The first change of each id: a statement cannot change a row twice, and others tell the same. */
function once<Change extends { readonly id: string }>(changes: readonly Change[]): Change[] {
  const first = new Map<string, Change>();
  for (const change of changes) if (!first.has(change.id)) first.set(change.id, change);
  return [...first.values()];
}
