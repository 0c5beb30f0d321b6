import {
  type EventContract,
  RefundFailed,
  RefundSucceeded,
  type RefundEvent,
  system,
} from '@orderwire/contracts';
import { type Outbox, runInContext, type Tx } from '@orderwire/platform';
import type { Refund, RefundStatus } from '../domain/refund.js';

/** What is announced when a refund arrives at a status; a refund on its way is no news. */
const news: Partial<Record<RefundStatus, EventContract<RefundEvent>>> = {
  succeeded: RefundSucceeded,
  failed: RefundFailed,
};

/** Announces a refund's change with the transaction that makes it, under the correlation id of whoever asked for the refund. */
export function announceRefund(
  outbox: Outbox,
  tx: Tx,
  contract: EventContract<RefundEvent> | undefined,
  refund: Refund,
): void {
  if (!contract) return;
  const { id: refundId, orderId, paymentId, amount, currency, reason, automatic, failure } = refund;
  const at = refund.changedAt.toISOString();
  const event = { orderId, refundId, paymentId, amount, currency, reason, automatic, failure, at };
  runInContext({ correlationId: refund.correlationId, actor: system }, () => outbox.add(tx, contract, event));
}

export const newsOf = ({ status }: Pick<Refund, 'status'>): EventContract<RefundEvent> | undefined =>
  news[status];
