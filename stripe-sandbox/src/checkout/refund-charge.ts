import { ApiError, invalid, noSuch, refused } from '../api/api-error.js';
import type { Params } from '../api/params.js';
import type { Shape } from '../api/shape.js';
import type { Change, Core } from '../core.js';
import { formatMoney } from '../money/currency.js';
import { refundMovement } from '../money/movement.js';
import { recordTransaction } from '../money/record-transaction.js';
import { endRadar } from '../radar/radar.js';
import { newId } from '../store/ids.js';
import type { ChargeRecord, AfterCharge, MethodRecord, RefundRecord } from '../store/records.js';
import { checkStep } from './check-amount.js';

/** The parameters of `POST /v1/refunds`. */
export const CREATE_REFUND: Shape = {
  payment_intent: 'value',
  charge: 'value',
  amount: 'value',
  reason: 'value',
  metadata: 'hash',
  expand: 'list',
  currency: 'refused',
  customer: 'refused',
  instructions_email: 'refused',
  origin: 'refused',
  refund_application_fee: 'refused',
  reverse_transfer: 'refused',
};

/** Refunds the rest of a charge or a part of it, never more. */
export function refundCharge(core: Core, params: Params, change: Change): { kind: 'refund'; id: string } {
  const amount = params.integer('amount', 1, 999_999_999_999);
  const reason = params.oneOf('reason', ['duplicate', 'fraudulent', 'requested_by_customer']) ?? null;
  const metadata = params.metadata();
  const charge = findCharge(core, params);
  refuseIfChargedBack(core, charge);
  if (amount !== undefined) checkStep(amount, charge.currency, 'amount');
  const left = charge.amount - charge.refunded;
  if (left === 0) {
    throw refused(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  if (amount !== undefined && amount > left) {
    const [asked, rest] = [formatMoney(amount, charge.currency), formatMoney(left, charge.currency)];
    throw refused(`Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`, {
      param: 'amount',
    });
  }
  const { currency, method } = charge;
  const refund = { id: newId.refund(), amount: amount ?? left, currency, method };
  const { id } = refund;
  const refunded = charge.refunded + refund.amount;
  change.put('refund', {
    ...refund,
    created: core.seconds,
    charge: charge.id,
    intent: charge.intent,
    reason,
    metadata,
    balanceTransaction: recordTransaction(core, change, refundMovement(refund)),
    ...begin(core, method),
  });
  change.set('charge', charge.id, { refunded, refunds: [...charge.refunds, id] });
  change.event('refund', id, 'refund.created');
  change.event('charge', charge.id, 'charge.refunded', { amount_refunded: charge.refunded, refunded: false });
  if (refunded === charge.amount)
    endRadar(core, change, charge, reason === 'fraudulent' ? 'refunded_as_fraud' : 'refunded');
  return { kind: 'refund', id };
}

/** A disputed charge cannot be refunded; after a dispute that was won it can. */
function refuseIfChargedBack(core: Core, charge: ChargeRecord): void {
  const dispute = core.store.rows.dispute.get(charge.dispute ?? '');
  if (!dispute || dispute.inquiry || dispute.status === 'won') return;
  throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
    code: 'charge_disputed',
  });
}

function injectedOutcome({ faults }: Core): AfterCharge['refund'] {
  const { failLater, pending } = faults.settings?.refunds ?? { failLater: 0, pending: 0 };
  if (faults.inject('refunds.failLater', failLater)) return 'fails';
  return faults.inject('refunds.pending', pending) ? 'pending' : undefined;
}

/**
 * A refund succeeds at once, unless the card or the fault injection delays its outcome by
 * `REFUND_SECONDS`.
 */
function begin(core: Core, method: MethodRecord): Pick<RefundRecord, 'status' | 'failure' | 'settlement'> {
  const outcome = method.afterCharge?.refund ?? injectedOutcome(core);
  if (!outcome) return { status: 'succeeded', failure: null, settlement: null };
  const at = core.now() + core.config.refundSeconds * 1000;
  return outcome === 'fails'
    ? { status: 'succeeded', failure: null, settlement: { at, outcome: 'fails' } }
    : { status: 'pending', failure: null, settlement: { at, outcome: 'succeeds' } };
}

function findCharge(core: Core, params: Params): ChargeRecord {
  const { charge: charges, intent: intents } = core.store.rows;
  const [chargeId, intentId] = [params.text('charge'), params.text('payment_intent')];
  if (!chargeId && !intentId) {
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
      undefined,
      'parameter_missing',
    );
  }
  if (chargeId && intentId) {
    throw invalid('You may only specify one of these parameters: charge, payment_intent.', 'charge');
  }
  const intent = intentId ? intents.get(intentId) : undefined;
  if (intentId && !intent) throw noSuch('payment_intent', intentId, 'payment_intent', 400);
  const charge = charges.get(chargeId ?? intent?.latestCharge ?? '');
  if (chargeId && !charge) throw noSuch('charge', chargeId, 'charge', 400);
  if (charge?.status === 'succeeded') return charge;
  const message = intent
    ? `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`
    : `Charge ${chargeId} cannot be refunded: its status is ${charge?.status}.`;
  throw new ApiError(
    400,
    'invalid_request_error',
    message,
    { param: intent ? 'payment_intent' : 'charge' },
    true,
  );
}
