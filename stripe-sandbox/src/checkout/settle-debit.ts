import type { Core } from '../core.js';
import { chargeMovement } from '../money/movement.js';
import { recordTransaction } from '../money/record-transaction.js';
import type { FailureRecord } from '../store/records.js';

const RETURNED: FailureRecord = {
  code: 'insufficient_funds',
  declineCode: null,
  message: 'The customer’s bank account has insufficient funds to complete the payment.',
};

/** Settles a bank debit. Idempotent. */
export function settleDebit(core: Core, intentId: string): void {
  const intent = core.store.rows.intent.get(intentId);
  if (!intent?.settlement || intent.status !== 'processing' || !intent.latestCharge) return;
  const change = core.change();
  const record = core.store.rows.charge.get(intent.latestCharge);
  if (!record) return;
  const charge = record.id;
  if (intent.settlement.outcome === 'succeeds') {
    const balanceTransaction = recordTransaction(core, change, chargeMovement(record));
    change.set('charge', charge, { status: 'succeeded', balanceTransaction });
    change.set('intent', intentId, { status: 'succeeded', settlement: null });
    change.event('charge', charge, 'charge.succeeded');
    change.event('intent', intentId, 'payment_intent.succeeded');
    change.set('session', intent.session, { paymentStatus: 'paid' });
    change.event('session', intent.session, 'checkout.session.async_payment_succeeded');
  } else {
    change.set('charge', charge, { status: 'failed', failure: RETURNED });
    change.set('intent', intentId, {
      status: 'requires_payment_method',
      failure: RETURNED,
      settlement: null,
    });
    change.event('charge', charge, 'charge.failed');
    change.event('intent', intentId, 'payment_intent.payment_failed');
    change.event('session', intent.session, 'checkout.session.async_payment_failed');
  }
  change.commit();
}
