import {
  DisputeLost,
  DisputeOpened,
  DisputeWon,
  DocumentIssued,
  OrderCancelled,
  OrderCreated,
  OrderPaid,
  OrderPaymentRejected,
  OrderRefunded,
  RefundFailed,
  RefundRequested,
  RefundSucceeded,
} from '@orderwire/contracts';

const subjects = (contracts: readonly { readonly subject: string }[], field: string) =>
  contracts.map(({ subject }) => [subject, field] as const);

/** The types that happen once for each value of a field of theirs. */
const onceBy: ReadonlyMap<string, string> = new Map([
  ...subjects([OrderCreated, OrderPaid, OrderCancelled], 'orderId'),
  ...subjects([OrderPaymentRejected], 'paymentId'),
  ...subjects([OrderRefunded, RefundRequested, RefundSucceeded, RefundFailed], 'refundId'),
  ...subjects([DisputeOpened, DisputeWon, DisputeLost], 'disputeId'),
  ...subjects([DocumentIssued], 'documentId'),
]);

/**
 * What happened, for types that happen once. A lost event that is found again has another event id:
 * by this key it is the same. Null for all other types.
 */
export function onceKey(type: string, event: object): string | null {
  const field = onceBy.get(type);
  const value = field && (event as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' && value !== '' ? `${type} ${value}` : null;
}
