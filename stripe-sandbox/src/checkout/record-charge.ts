import type { Change, Core } from '../core.js';
import { newId } from '../store/ids.js';
import type { ChargeRecord, IntentRecord } from '../store/records.js';

/** Adds a charge of the intent's whole amount; money that moved has a balance transaction. */
export function recordCharge(
  core: Core,
  change: Change,
  intent: IntentRecord,
  attempt: Pick<ChargeRecord, 'method' | 'status' | 'failure' | 'authenticated' | 'customer'>,
): string {
  const id = newId.charge();
  change.put('charge', {
    id,
    created: core.seconds,
    amount: intent.amount,
    currency: intent.currency,
    intent: intent.id,
    data: intent.data,
    shopper: intent.shopper,
    balanceTransaction: attempt.status === 'succeeded' ? newId.balanceTransaction() : null,
    refunded: 0,
    refunds: [],
    ...attempt,
  });
  return id;
}
