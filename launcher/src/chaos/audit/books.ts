/** Everything that the services and Stripe have written down, read after a run. Amounts in minor units. */
export interface Books {
  orders: OrderRow[];
  /** How often an order's timeline says PAID; only of orders that it says it of. */
  paidSteps: { orderId: string; times: number }[];
  /** payments-ms's payments, refunds and disputes. */
  payments: { id: string; orderId: string; amount: number; currency: string }[];
  refunds: { id: string; paymentId: string; stripeId: string | null; amount: number; status: string }[];
  disputes: { id: string; paymentId: string; orderId: string; amount: number; stage: string }[];
  /** Movements of the account book that do not sum to zero. */
  unbalanced: string[];
  /** What each account of the account book holds, by currency. */
  accounts: { account: string; currency: string; amount: number }[];
  /** Webhooks that were stored and not worked off. */
  waitingWebhooks: number;
  stock: StockRow[];
  /** Sums of the stock ledger by product, and what was put on the shelf by hand. */
  stockLedger: (StockRow & { adjusted: number })[];
  /** Orders that still hold stock. */
  held: string[];
  /** Units by order and product: ordered, and of those returned. */
  lines: { orderId: string; productId: string; quantity: number; returned: number }[];
  events: EventRow[];
  /** Who reacts to what. */
  reactions: { durable: string; subject: string }[];
  /** `<durable> <event id>` of each mark in an inbox. */
  taken: ReadonlySet<string>;
  deadLetters: string[];
  stripe: StripeBooks;
}

export interface OrderRow {
  id: string;
  status: string;
  currency: string;
  total: number;
  paymentId: string | null;
  refunded: number;
  /** The mark that staff see: open, won or lost. */
  dispute: string | null;
}

export interface StockRow {
  productId: string;
  available: number;
  reserved: number;
  sold: number;
}

export interface EventRow {
  id: string;
  subject: string;
  aggregateId: string;
  published: boolean;
}

/** Stripe's books: what its API answers to everybody, and the sandbox's own ledger behind it. */
export interface StripeBooks {
  intents: { id: string; orderId: string | null; received: number; currency: string }[];
  refunds: { id: string; intentId: string; amount: number; status: string }[];
  disputes: { id: string; intentId: string; amount: number; status: string }[];
  /** Net of all balance transactions, by currency. */
  balance: { currency: string; amount: number }[];
  ledger: StripeAccount[];
}

/** One payment's line in the sandbox's own ledger. */
export interface StripeAccount {
  intentId: string;
  orderId: string | null;
  currency: string;
  captured: number;
  /** Given back, or on its way. */
  returned: number;
  /** Sums of refunds that failed: Stripe or the bank would not have them. */
  refused: number;
  /** What a dispute holds back, or has taken for good. */
  disputed: number;
  fees: number;
  /** What is left of it in the balance. */
  net: number;
}
