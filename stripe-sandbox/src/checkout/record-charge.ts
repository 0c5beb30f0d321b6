import type { Change, Core } from '../core.js';
import { chargeMovement } from '../money/movement.js';
import { recordTransaction } from '../money/record-transaction.js';
import { openReview, warnOfFraud } from '../radar/radar.js';
import { newId } from '../store/ids.js';
import type { ChargeRecord, IntentRecord } from '../store/records.js';

/** Adds a charge of the intent's whole amount, with a balance transaction if it succeeded. */
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
  const charge: ChargeRecord = {
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
    ...(moved && pendingDisputeOf(core, attempt.method)),
  };
  change.put('charge', charge);
  const radar = moved && attempt.method.afterCharge?.radar;
  if (radar === 'warning') warnOfFraud(core, change, charge);
  if (radar === 'review') openReview(core, change, charge);
  return id;
}

/** Some test cards dispute their charges; the fault injection disputes others. */
function pendingDisputeOf(
  core: Core,
  { afterCharge }: ChargeRecord['method'],
): Pick<ChargeRecord, 'pendingDispute'> {
  const at = core.now() + core.config.disputeSeconds * 1000;
  if (afterCharge?.dispute) return { pendingDispute: { at, kind: afterCharge.dispute } };
  const injector = core.faults;
  const faults = injector.settings?.disputes;
  if (!faults || !injector.inject('disputes.probability', faults.probability)) return {};
  const won = injector.inject('disputes.won', faults.won);
  const lost = !won && injector.inject('disputes.lost', faults.lost);
  const verdict = won ? 'won' : lost ? 'lost' : undefined;
  return { pendingDispute: { at, kind: 'chargeback', ...(verdict && { verdict }) } };
}
