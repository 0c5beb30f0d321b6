/** Everything that the services and Stripe have written down, read after a run. Amounts in minor units. */
export interface Books {
  orders: OrderRow[];
  /** How often an order's timeline says PAID; only of orders that it says it of. */
  paidSteps: { orderId: string; times: number }[];
  payments: { id: string; orderId: string }[];
  /** payments-ms's refunds. */
  refunds: { id: string; paymentId: string; stripeId: string | null; amount: number; status: string }[];
  /** Movements of the account book that do not sum to zero. */
  unbalanced: string[];
  /** What the account book says stands at Stripe, by currency. */
  atStripe: { currency: string; amount: number }[];
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

/** Stripe's own books, by its API. */
export interface StripeBooks {
  intents: { id: string; orderId: string | null; received: number; currency: string }[];
  refunds: { id: string; intentId: string; amount: number; status: string }[];
  /** Net of all balance transactions, by currency. */
  balance: { currency: string; amount: number }[];
}
