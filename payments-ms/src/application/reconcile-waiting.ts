import { Injectable } from '@nestjs/common';
import { ReconcileRepository } from '../outbound/reconcile.repository.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** What has waited for so long that it will hardly settle by itself, of whatever age: each run names it until somebody helps. */
@Injectable()
export class ReconcileWaiting {
  constructor(private readonly known: ReconcileRepository) {}

  async execute(run: ReconciliationRun): Promise<void> {
    for (const { id, type, object_id, received_at, tries, error } of await this.known.stuckEvents())
      run.cannotMend(
        'not_settled',
        `${id} (${type} of ${object_id}) waits since ${received_at.toISOString()} and was tried ${tries} times: ${because(error)}`,
      );
    for (const { id, payment_id, status, requested_at, tries, error } of await this.known.stuckRefunds())
      run.cannotMend(
        'not_settled',
        `refund ${id} of ${payment_id} is ${status} since ${requested_at.toISOString()} and was tried ${tries} times: ${because(error)}`,
      );
  }
}

const because = (error: string | null): string => error ?? 'no error is known';
