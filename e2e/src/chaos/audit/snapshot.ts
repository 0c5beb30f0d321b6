import type { MailRow } from '../mails.js';

/** What all databases and Stripe contain after a run. Amounts are in minor units. */
export interface AuditSnapshot {
  orders: OrderRow[];
  /** Timeline entries with step `paid` by order. */
  paidEntries: { orderId: string; times: number }[];
  /** Rows of payments-ms. */
  payments: { id: string; orderId: string; amount: number; currency: string }[];
  refunds: { id: string; paymentId: string; stripeId: string | null; amount: number; status: string }[];
  disputes: { id: string; paymentId: string; amount: number; stage: string }[];
  /** Ledger movements that do not sum to zero. */
  unbalancedMovements: string[];
  /** Ledger balances by account and currency. */
  accounts: { account: string; currency: string; amount: number }[];
  /** Stripe's ids of the stored webhooks that are not processed. */
  unprocessedWebhooks: string[];
  stock: StockRow[];
  /** Sums of the stock ledger by product; `adjusted` is the sum of manual adjustments. */
  stockLedger: (StockRow & { adjusted: number })[];
  /** Orders with an open reservation. */
  openReservations: string[];
  /** Units by order and product, and how many of them were returned. */
  lines: { orderId: string; productId: string; quantity: number; returned: number }[];
  events: { id: string; subject: string; aggregateId: string; published: boolean; lost: boolean }[];
  /** Durable consumers of services. */
  consumers: { durable: string; subject: string }[];
  /** `<durable> <event id>` of each inbox row. */
  consumed: ReadonlySet<string>;
  deadLetters: string[];
  /** The delivery log of notifications-ms. */
  messages: MessageRow[];
  mails: MailRow[];
  /** Whether the mailbox has every mail that was sent. */
  hasAllMails: boolean;
  /** Of invoices-ms. */
  documents: DocumentRow[];
  /** Numbers of documents that a restore lost, together with their orders. */
  reservedNumbers: Pick<DocumentRow, 'series' | 'position'>[];
  /** Parcels of shipping-ms: shipments and returns. */
  shipments: ShipmentRow[];
  returns: ReturnRow[];
  /** Units that went back into stock, by refund or return. */
  restocked: { id: string; units: number }[];
  /** Of insights-ms, over all time. `cancelled` has the expired orders, too. */
  figures: { figure: string; currency: string; count: number; amount: number }[];
  /** Labels that the carrier sold. */
  labels: LabelRow[];
  stripe: StripeSnapshot;
}

export interface OrderRow {
  id: string;
  status: string;
  currency: string;
  total: number;
  paymentId: string | null;
  refunded: number;
  /** The dispute flag for staff: open, won or lost. */
  dispute: string | null;
  fraudWarning: boolean;
  /** open or closed. */
  review: string | null;
  hasAddress: boolean;
}

export interface MessageRow {
  id: string;
  kind: string;
  orderId: string | null;
  /** queued, sent, skipped or failed. */
  status: string;
  /** Why it was skipped, or not sent yet. */
  reason: string | null;
  /** Whether it is to be sent now. */
  due: boolean;
}

export interface DocumentRow {
  id: string;
  /** invoice, credit_note or debit_note. */
  kind: string;
  orderId: string;
  /** These are null until it is issued. */
  series: string | null;
  position: number | null;
  total: number | null;
  /** Whether its files are stored. */
  stored: boolean;
  /** Why it is not finished. */
  reason: string | null;
}

export interface ShipmentRow {
  id: string;
  orderId: string;
  status: string;
  /** Whether it is worked on. */
  due: boolean;
  /** Whether it waits because the money of its order may go back. */
  blocked: boolean;
  problem: string | null;
}

export interface ReturnRow extends ShipmentRow {
  units: number;
}

export interface LabelRow {
  /** The id of the shipment or return at the shop. */
  reference: string;
  voided: boolean;
}

export interface StockRow {
  productId: string;
  available: number;
  reserved: number;
  sold: number;
}

/** What Stripe's API returns, and the sandbox's own ledger behind it. */
export interface StripeSnapshot {
  /** The received amounts of all payment intents. */
  captures: { intentId: string; amount: number }[];
  refunds: { id: string; intentId: string; amount: number; status: string }[];
  disputes: { id: string; intentId: string; amount: number; status: string }[];
  /** Payment intents that a card network warned of. */
  fraudWarnings: string[];
  /** Payment intents under review. */
  openReviews: string[];
  /** The net amounts of all balance transactions. */
  balance: { currency: string; amount: number }[];
  ledger: StripeLedgerLine[];
}

/** One payment in the sandbox's own ledger. */
export interface StripeLedgerLine {
  intentId: string;
  orderId: string | null;
  currency: string;
  captured: number;
  /** Refunded or pending. */
  refunded: number;
  /** Sum of the refunds that Stripe or the bank refused. */
  refundsFailed: number;
  /** Withheld by open disputes, or lost. */
  disputed: number;
  fees: number;
  /** The payment's part of the balance. */
  net: number;
}
