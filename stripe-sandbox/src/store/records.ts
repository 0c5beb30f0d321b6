/**
 * What the sandbox remembers. Records hold only what differs between two objects; everything that Stripe's objects
 * carry besides is added when an object is rendered (`objects/`). Records are immutable: a change makes a new version,
 * so an event keeps the version it announced without copying it.
 */

/** One line of a Checkout Session. Amounts in the currency's minor unit. */
export interface LineRecord {
  id: string;
  price: string;
  product: string;
  name: string;
  description: string | null;
  images: string[];
  unitAmount: number;
  quantity: number;
  metadata: Record<string, string>;
}

/** A Checkout Session in payment mode. Times are Unix seconds. */
export interface SessionRecord {
  id: string;
  created: number;
  expiresAt: number;
  currency: string;
  amount: number;
  /** What the lines come to, where something else is paid. */
  subtotal?: number;
  lines: LineRecord[];
  successUrl: string;
  cancelUrl: string | null;
  metadata: Record<string, string>;
  intent: IntentData;
  clientReferenceId: string | null;
  customer: string | null;
  customerEmail: string | null;
  customerCreation: 'always' | 'if_required' | null;
  methods: string[];
  allowedMethods: string[] | null;
  locale: string | null;
  submitType: string | null;
  status: 'open' | 'complete' | 'expired';
  paymentStatus: 'unpaid' | 'paid' | 'no_payment_required';
  paymentIntent: string | null;
  shopper: Shopper | null;
}

/** `payment_intent_data` of the session: copied to the PaymentIntent when the shopper confirms. */
export interface IntentData {
  metadata: Record<string, string>;
  description: string | null;
  receiptEmail: string | null;
  statementDescriptor: string | null;
  statementDescriptorSuffix: string | null;
}

/** What the shopper typed about themselves. */
export interface Shopper {
  email: string;
  name: string | null;
}

/** What some test cards do after they were charged. */
export interface Fate {
  /** Refunds succeed at once and fail later, or are pending for a while. */
  refund?: 'fails' | 'pending';
  /** The cardholder disputes the charge by themselves, or merely has the bank ask. */
  dispute?: 'chargeback' | 'inquiry';
}

/** A payment method without its secrets: of a card only brand and last four digits are ever kept. */
export interface MethodRecord {
  id: string;
  type: 'card' | 'us_bank_account' | 'sepa_debit';
  brand: string;
  last4: string;
  funding: string;
  country: string;
  expMonth: number;
  expYear: number;
  fate?: Fate;
}

/** Why a payment failed, in Stripe's codes. */
export interface FailureRecord {
  code: string;
  declineCode: string | null;
  message: string;
}

/** A PaymentIntent. Stripe creates it when the shopper first confirms, not together with the session. */
export interface IntentRecord {
  id: string;
  created: number;
  amount: number;
  currency: string;
  session: string;
  customer: string | null;
  data: IntentData;
  clientSecret: string;
  methods: string[];
  status: 'requires_payment_method' | 'requires_action' | 'processing' | 'succeeded' | 'canceled';
  method: MethodRecord | null;
  shopper: Shopper;
  latestCharge: string | null;
  charges: string[];
  failure: FailureRecord | null;
  canceledAt: number | null;
  /** While the shopper stands before a 3-D Secure challenge: what the bank will say once it is passed. */
  challenge: { decline: FailureRecord | null } | null;
  /** A delayed method's outcome and the Unix millisecond at which it becomes known. */
  settlement: { at: number; outcome: 'succeeds' | 'fails' } | null;
}

/** One attempt to take the money. */
export interface ChargeRecord {
  id: string;
  created: number;
  amount: number;
  currency: string;
  intent: string;
  customer: string | null;
  data: IntentData;
  shopper: Shopper;
  method: MethodRecord;
  authenticated: boolean;
  status: 'succeeded' | 'pending' | 'failed';
  failure: FailureRecord | null;
  balanceTransaction: string | null;
  refunded: number;
  refunds: string[];
  dispute?: string;
  /** The cardholder will dispute it by themselves: how, and the Unix millisecond at which they do. */
  grievance?: { at: number; kind: 'chargeback' | 'inquiry'; verdict?: 'won' | 'lost' };
}

/** Money given back, or on its way. */
export interface RefundRecord {
  id: string;
  created: number;
  amount: number;
  currency: string;
  charge: string;
  intent: string;
  method: MethodRecord;
  reason: string | null;
  metadata: Record<string, string>;
  balanceTransaction: string;
  status: 'pending' | 'succeeded' | 'failed';
  /** Once it failed: why, and the balance transaction that brought the money back. */
  failure: { reason: string; balanceTransaction: string } | null;
  /** How it will end after all, and the Unix millisecond at which that becomes known. */
  settlement: { at: number; outcome: 'succeeds' | 'fails' } | null;
}

/** How a dispute stands; the `warning_…` ones are of inquiries, which move no money. */
export type DisputeStatus =
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed';

/** A cardholder wants the money back through the bank. */
export interface DisputeRecord {
  id: string;
  created: number;
  amount: number;
  currency: string;
  charge: string;
  intent: string;
  brand: string;
  reason: string;
  inquiry: boolean;
  status: DisputeStatus;
  /** The withdrawal and, once it is won, the reinstatement. */
  movements: TransactionRecord[];
  evidence: Record<string, string>;
  submissions: number;
  metadata: Record<string, string>;
  /** What the bank will say, and the Unix millisecond at which it does. */
  verdict: { at: number; status: 'won' | 'lost' } | null;
}

/** One movement of the balance. `amount` is what came in (negative: went out), `fee` what Stripe kept of it. */
export interface TransactionRecord {
  id: string;
  created: number;
  type: 'charge' | 'payment' | 'refund' | 'payment_refund' | 'refund_failure' | 'adjustment';
  amount: number;
  fee: number;
  currency: string;
  /** The charge, refund or dispute that moved the money. */
  source: string;
  description: string | null;
}

/** A postal address as Stripe keeps it. */
export interface AddressRecord {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

/** A customer of the shop. */
export interface CustomerRecord {
  id: string;
  created: number;
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
  address: AddressRecord | null;
  metadata: Record<string, string>;
  invoicePrefix: string;
}

/** Every kind of object the store keeps by id. */
export interface Records {
  session: SessionRecord;
  intent: IntentRecord;
  charge: ChargeRecord;
  refund: RefundRecord;
  customer: CustomerRecord;
  transaction: TransactionRecord;
  dispute: DisputeRecord;
}

/** A name in {@link Records}. */
export type Kind = keyof Records;

/** A record together with its kind, so that a `switch` knows its fields. */
export type Snapshot = { [K in Kind]: { kind: K; record: Records[K] } }[Kind];
