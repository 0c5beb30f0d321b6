import type { Change, Core } from '../core.js';
import { chargeMovement } from '../money/movement.js';
import { recordTransaction } from '../money/record-transaction.js';
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
  const { amount, currency, data } = intent;
  const moved = attempt.status === 'succeeded';
  const movement = chargeMovement({ id, amount, currency, data, method: attempt.method });
  change.put('charge', {
    id,
    created: core.seconds,
    amount,
    currency,
    intent: intent.id,
    data,
    shopper: intent.shopper,
    balanceTransaction: moved ? recordTransaction(core, change, movement) : null,
    refunded: 0,
    refunds: [],
    ...attempt,
    ...(moved && grievanceOf(core, attempt.method)),
  });
  return id;
}

/** Some cards dispute what was charged to them. */
function grievanceOf(core: Core, { fate }: ChargeRecord['method']): Pick<ChargeRecord, 'grievance'> {
  if (!fate?.dispute) return {};
  return { grievance: { at: core.now() + core.config.disputeSeconds * 1000, kind: fate.dispute } };
}
