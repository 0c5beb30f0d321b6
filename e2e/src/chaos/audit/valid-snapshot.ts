import { audit } from './audit.js';
import type { AuditSnapshot, DocumentRow, MessageRow, StripeLedgerLine } from './snapshot.js';

/** A paid, partly refunded and disputed order, and a cancelled one, without a violation. */
export const validSnapshot = (): AuditSnapshot => ({
  orders: [
    {
      ...{ id: 'o1', status: 'PAID', currency: 'usd', total: 4_000, paymentId: 'pi_1', refunded: 1_000 },
      ...{ dispute: 'lost', fraudWarning: true, review: 'open', hasAddress: true },
    },
    {
      ...{ id: 'o2', status: 'CANCELLED', currency: 'usd', total: 2_000, paymentId: null, refunded: 0 },
      ...{ dispute: null, fraudWarning: false, review: null, hasAddress: true },
    },
  ],
  paidEntries: [{ orderId: 'o1', times: 1 }],
  payments: [{ id: 'pi_1', orderId: 'o1', amount: 4_000, currency: 'usd' }],
  refunds: [{ id: 'r1', paymentId: 'pi_1', stripeId: 're_1', amount: 1_000, status: 'succeeded' }],
  disputes: [{ id: 'du_1', paymentId: 'pi_1', amount: 500, stage: 'lost' }],
  unbalancedMovements: [],
  accounts: [
    { account: 'captured', currency: 'usd', amount: -4_000 },
    { account: 'receivable', currency: 'usd', amount: 0 },
    { account: 'refunded', currency: 'usd', amount: 1_000 },
    { account: 'disputed', currency: 'usd', amount: 500 },
    { account: 'fees', currency: 'usd', amount: 1_646 },
    { account: 'stripe_balance', currency: 'usd', amount: 854 },
  ],
  unprocessedWebhooks: [],
  stock: [{ productId: 'p1', available: 9, reserved: 0, sold: 1 }],
  stockLedger: [{ productId: 'p1', available: 9, reserved: 0, sold: 1, adjusted: 10 }],
  openReservations: [],
  lines: [
    { orderId: 'o1', productId: 'p1', quantity: 2, returned: 1 },
    { orderId: 'o2', productId: 'p1', quantity: 1, returned: 0 },
  ],
  events: [{ id: 'e1', subject: 'order.paid', aggregateId: 'o1', published: true, lost: false }],
  consumers: [{ durable: 'products_ms_sell', subject: 'order.paid' }],
  consumed: new Set(['products_ms_sell e1']),
  deadLetters: [],
  messages: [message('m1', 'o1'), message('m2', 'o2', { kind: 'order_cancelled' })],
  mails: ['m1', 'm2'].map((id) => ({ message: id, messageId: `<${id}@shop>` })),
  hasAllMails: true,
  documents: [
    invoice('d1', 'o1', 1),
    invoice('d2', 'o1', 1, { kind: 'credit_note', series: 'CN-2026', total: 1_000 }),
    invoice('d3', 'o1', 2, { kind: 'credit_note', series: 'CN-2026', total: 500 }),
    invoice('d4', 'o1', 2, { kind: 'debit_note', total: 500 }),
  ],
  reservedNumbers: [{ series: 'INV-2026', position: 3 }],
  shipments: [
    { id: 's1', orderId: 'o1', status: 'label_purchased', due: false, blocked: false, problem: null },
  ],
  returns: [
    {
      ...{ id: 't1', orderId: 'o1', status: 'delivered', due: false, blocked: false, problem: null },
      units: 1,
    },
  ],
  restocked: [{ id: 't1', units: 1 }],
  figures: [
    { figure: 'placed', currency: 'usd', count: 2, amount: 6_000 },
    { figure: 'paid', currency: 'usd', count: 1, amount: 4_000 },
    { figure: 'cancelled', currency: 'usd', count: 1, amount: 2_000 },
    { figure: 'refunded', currency: 'usd', count: 1, amount: 1_000 },
  ],
  labels: [
    { reference: 't1', voided: false },
    { reference: 's1', voided: true },
    { reference: 's1-2', voided: false },
  ],
  stripe: {
    captures: [
      { intentId: 'pi_1', amount: 4_000 },
      { intentId: 'pi_2', amount: 0 },
    ],
    refunds: [{ id: 're_1', intentId: 'pi_1', amount: 1_000, status: 'succeeded' }],
    disputes: [{ id: 'du_1', intentId: 'pi_1', amount: 500, status: 'lost' }],
    fraudWarnings: ['pi_1'],
    openReviews: ['pi_1'],
    balance: [{ currency: 'usd', amount: 854 }],
    ledger: [
      {
        ...line('pi_1', 'o1', 4_000),
        ...{ refunded: 1_000, disputed: 500, fees: 1_646, net: 854 },
      },
      line('pi_2', 'o2', 0),
    ],
  },
});

/** A message payment_received that was sent. */
export const message = (id: string, orderId: string, changes: Partial<MessageRow> = {}): MessageRow => ({
  ...{ id, orderId, kind: 'payment_received', status: 'sent', reason: null, due: false, ...changes },
});

/** An invoice over 4,000 with this number. */
export const invoice = (
  id: string,
  orderId: string,
  position: number,
  changes: Partial<DocumentRow> = {},
): DocumentRow => ({
  ...{ id, kind: 'invoice', orderId, series: 'INV-2026', position, total: 4_000, stored: true, reason: null },
  ...changes,
});

/** A payment without a fee. */
export function line(intentId: string, orderId: string, captured: number): StripeLedgerLine {
  const rest = { refunded: 0, refundsFailed: 0, disputed: 0, fees: 0, net: captured };
  return { intentId, orderId, currency: 'usd', captured, ...rest };
}

/** Adds a captured payment on both sides. */
export function addCapture(
  snapshot: AuditSnapshot,
  id: string,
  orderId: string,
  amount: number,
): StripeLedgerLine {
  const added = line(id, orderId, amount);
  snapshot.stripe.ledger = [...snapshot.stripe.ledger.filter(({ intentId }) => intentId !== id), added];
  snapshot.payments.push({ id, orderId, amount, currency: 'usd' });
  return added;
}

export const account = (snapshot: AuditSnapshot, name: string): AuditSnapshot['accounts'][number] =>
  snapshot.accounts.find(({ account: one }) => one === name) as AuditSnapshot['accounts'][number];

/** The rules that the changed snapshot violates. */
export const violated = (change: (snapshot: AuditSnapshot) => void): string[] => {
  const snapshot = validSnapshot();
  change(snapshot);
  return [...new Set(audit(snapshot).map(({ rule }) => rule))];
};

export const first = <Row>(rows: Row[]): Row => rows[0] as Row;
