import { Injectable } from '@nestjs/common';
import type { RestockLine } from '@orderwire/contracts';
import { statement, type Tx } from '@orderwire/platform';

/** Until the transaction ends, other returns of the order wait. */
const lockOrder = statement<Record<string, never>, { orderId: string }>(
  'returns.lock_order',
  `SELECT pg_advisory_xact_lock(hashtextextended(:orderId::text, 0))`,
);

/** A return that the carrier refused does not count: staff create another one. */
const returned = statement<{ items: RestockLine[] }, { orderId: string }>(
  'returns.items',
  `SELECT items FROM parcels WHERE order_id = :orderId AND kind = 'return'
     AND NOT (status = 'action_required' AND label_url IS NULL)`,
);

/** The returns of one order. */
@Injectable()
export class ReturnRepository {
  /** Units of the returns of the order, which no other transaction changes meanwhile. */
  async lockedItems(tx: Tx, orderId: string): Promise<RestockLine[]> {
    await tx.run(lockOrder, { orderId });
    return (await tx.run(returned, { orderId })).flatMap(({ items }) => items);
  }
}
