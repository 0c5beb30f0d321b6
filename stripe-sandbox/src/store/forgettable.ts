import type { Collection, Rows } from './collection.js';
import type { EventRecord } from './event-records.js';
import type { Operation } from './operation.js';

/** Everything that is stored. */
interface Stored {
  rows: Rows;
  events: Collection<EventRecord>;
}

/** What ended less than a day ago is always kept: replies, webhooks and timers refer to it. */
const DAY_S = 86_400;
/** A shop that reconciles asks for the payments of this time. */
const MONTH_S = 30 * DAY_S;

/** A session with everything that belongs to it. */
interface Payment {
  ids: string[];
  /** Bytes in the journal. */
  bytes: number;
  /** Time of its last event, new object or reply to an Idempotency-Key, in Unix seconds. */
  at: number;
  paid: boolean;
  /** It waits for a shopper, a bank, a verdict or the delivery of a webhook. */
  busy: boolean;
}

/** What the journal should shrink to. */
interface Target {
  bytes: number;
  /** Unix seconds. */
  now: number;
  /** Older replies have expired, in Unix milliseconds. They are dropped in any case. */
  answersSince: number;
}

/**
 * The ids of the payments to forget, so that the journal shrinks to `bytes`: first sessions that ended
 * unpaid, then payments of more than a month ago, then others; the oldest first. Payments in
 * progress, those of the last day, and customers are kept, even if that leaves more bytes.
 */
export function forgettable(
  stored: Stored,
  lines: Iterable<{ operations: Operation[]; length: number }>,
  { bytes, now, answersSince }: Target,
): Set<string> {
  const payments = paymentsIn(stored);
  const kept = { bytes: 0 };
  const withoutExpired = without(new Set(), answersSince);
  for (const { operations, length } of lines) {
    const left = withoutExpired(operations);
    for (const operation of left) {
      const replied = operation.op === 'answer' && payments.get(operation.object?.id ?? '');
      if (replied) replied.at = Math.max(replied.at, operation.at / 1_000);
    }
    const id = operations.map(subjectOf).find((subject) => subject !== undefined && payments.has(subject));
    (payments.get(id ?? '') ?? kept).bytes += left.length === operations.length ? length : bytesOf(left);
  }
  const all = [...new Set(payments.values())];
  let total = all.reduce((sum, payment) => sum + payment.bytes, kept.bytes);
  const rank = ({ paid, at }: Payment): number => (paid ? (at < now - MONTH_S ? 1 : 2) : 0);
  const candidates = all
    .filter(({ busy, at }) => !busy && at < now - DAY_S)
    .sort((one, other) => rank(one) - rank(other) || one.at - other.at);
  const forgotten = new Set<string>();
  for (const { ids, bytes: freed } of candidates) {
    if (total <= bytes) break;
    for (const id of ids) forgotten.add(id);
    total -= freed;
  }
  return forgotten;
}

/** The length of a commit's line in the journal. */
function bytesOf(operations: Operation[]): number {
  return operations.length > 0 ? Buffer.byteLength(JSON.stringify(operations)) + 1 : 0;
}

/** What remains of a commit without these objects, and without replies that have expired. */
export function without(forgotten: Set<string>, answersSince: number) {
  return (operations: Operation[]): Operation[] =>
    operations.flatMap((operation): Operation[] => {
      if (operation.op === 'answer') return operation.at < answersSince ? [] : [operation];
      if (operation.op === 'delivered' || operation.op === 'dropped') {
        const ids = operation.ids.filter((id) => !forgotten.has(id));
        return ids.length > 0 ? [{ ...operation, ids }] : [];
      }
      return forgotten.has(subjectOf(operation) ?? '') ? [] : [operation];
    });
}

/** The object that an operation creates, changes or announces. */
function subjectOf(operation: Operation): string | undefined {
  if (operation.op === 'put') return operation.record.id;
  if (operation.op === 'set') return operation.id;
  return operation.op === 'event' ? operation.of : undefined;
}

/** Every payment, by the ids of all its objects and events. */
function paymentsIn({ rows, events }: Stored): Map<string, Payment> {
  const payments = new Map<string, Payment>();
  const add = (id: string, belongsTo: string, at: number, busy: boolean): void => {
    const payment = payments.get(belongsTo);
    if (!payment) return;
    payment.ids.push(id);
    payment.at = Math.max(payment.at, at);
    payment.busy ||= busy;
    payments.set(id, payment);
  };
  for (const { id, created, status, paymentStatus } of rows.session) {
    payments.set(id, { ids: [], bytes: 0, at: created, paid: paymentStatus !== 'unpaid', busy: false });
    add(id, id, created, status === 'open');
  }
  for (const { id, created, session, settlement } of rows.intent)
    add(id, session, created, settlement !== null);
  // Nothing is left to dispute of a charge that was refunded in full.
  for (const { id, created, intent, amount, refunded, pendingDispute, dispute } of rows.charge)
    add(id, intent, created, pendingDispute !== undefined && !dispute && refunded < amount);
  for (const { id, created, charge, settlement } of rows.refund)
    add(id, charge, created, settlement !== null);
  for (const { id, created, charge, status } of rows.dispute)
    add(id, charge, created, !['won', 'lost', 'warning_closed'].includes(status));
  for (const { id, created, charge } of rows.fraudWarning) add(id, charge, created, false);
  for (const { id, created, charge, closedReason } of rows.review) add(id, charge, created, !closedReason);
  for (const { id, created, source } of rows.transaction) add(id, source, created, false);
  for (const { id, created, record, pending, dropped } of events)
    add(id, record.id, created, pending && !dropped);
  return payments;
}
