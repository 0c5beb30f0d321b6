import { Injectable } from '@nestjs/common';
import { ReconcileRepository } from '../outbound/reconcile.repository.js';
import { ReconciliationLease } from '../outbound/reconciliation-lease.js';

/** What an operator is told of the money: what waits, and what the last reconciliations found. */
@Injectable()
export class TellBacklog {
  constructor(
    private readonly known: ReconcileRepository,
    private readonly lease: ReconciliationLease,
  ) {}

  /** Stripe events that are stored and not worked off: how many, and the age of the oldest in seconds. */
  events(): Promise<{ count: number; age: number }> {
    return this.known.backlog();
  }

  /** When each kind of reconciliation was made last, and what it came to; none that never was. */
  async reconciliations() {
    const all = await this.lease.last();
    return all.flatMap(({ name, ranAt, report }) => (ranAt && report ? [{ name, ranAt, report }] : []));
  }
}
