import { Injectable } from '@nestjs/common';
import {
  ReconciliationRunning,
  type ReconciliationStarted,
  type StartReconciliationRequest,
} from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { ReconciliationLeaseRepository } from '../reconciliation-lease.repository.js';

/**
 * Stores a request for one run. The job of this replica starts it at once, that of another one if
 * this replica stops before.
 */
@Injectable()
export class StartReconciliationUseCase {
  private listener: () => void = () => undefined;

  constructor(private readonly leases: ReconciliationLeaseRepository) {}

  /** Calls back after each request. */
  onRequest(listener: () => void): void {
    this.listener = listener;
  }

  /** Throws payments.reconciliation_running. */
  async execute({ name = 'recent' }: StartReconciliationRequest): Promise<ReconciliationStarted> {
    const requestedAt = await this.leases.request(name, contextOrSystem().actor.id);
    if (!requestedAt) throw ReconciliationRunning({ name });
    this.listener();
    return { name, requestedAt: requestedAt.toISOString() };
  }
}
