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

/** Some cards dispute what was charged to them, and so does whomever the dial strikes. */
function grievanceOf(core: Core, { fate }: ChargeRecord['method']): Pick<ChargeRecord, 'grievance'> {
  const at = core.now() + core.config.disputeSeconds * 1000;
  if (fate?.dispute) return { grievance: { at, kind: fate.dispute } };
  const { faults } = core;
  const dial = faults.settings?.disputes;
  if (!dial || !faults.strikes('disputes.probability', dial.probability)) return {};
  const won = faults.strikes('disputes.won', dial.won);
  const lost = !won && faults.strikes('disputes.lost', dial.lost);
  const verdict = won ? 'won' : lost ? 'lost' : undefined;
  return { grievance: { at, kind: 'chargeback', ...(verdict && { verdict }) } };
}
