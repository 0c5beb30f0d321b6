import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { cancellation } from '../lifecycle/order.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** As long as Stripe keeps its own keys. */
const RETENTION_MS = 24 * 3_600_000;
const BATCH_SIZE = 1_000;

/**
 * Deletes expired Idempotency-Keys, and releases the stock of orders that were reserved but never
 * stored.
 */
@Injectable()
export class PurgeIdempotencyKeysUseCase {
  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async execute(): Promise<void> {
    while ((await this.purgeBatch()) === BATCH_SIZE);
  }

  private purgeBatch(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const before = new Date(Date.now() - RETENTION_MS);
      const deleted = await this.keys.deleteExpired(tx, before, BATCH_SIZE);
      for (const { resourceId, orphan } of deleted)
        if (orphan)
          this.outbox.add(tx, OrderCancelled, cancellation(resourceId, 'the order was never completed'));
      return deleted.length;
    });
  }
}
