/**
 * The stored state. Records contain only the fields that differ between objects; rendering
 * (`objects/`) adds the constant ones. Records are immutable: a change creates a new version, so an
 * event refers to its version without a copy.
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
  /** `product_data.metadata`, when it was given. */
  productMetadata?: Record<string, string>;
  taxBehavior?: 'exclusive' | 'inclusive' | 'unspecified';
  taxCode?: string;
  unitLabel?: string;
}

/** A Checkout Session in payment mode. Times are Unix seconds. */
export interface SessionRecord {
  id: string;
  created: number;
  expiresAt: number;
  currency: string;
  amount: number;
  /** The sum of the lines, when another amount is paid. */
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

/** The shopper's details from the form. */
export interface Shopper {
  email: string;
  name: string | null;
  /** The billing address, as far as the shopper entered it. */
  address?: AddressRecord;
  phone?: string;
}

/** Behaviour of some test cards after the charge. */
export interface AfterCharge {
  /** Refunds succeed at once and fail later, or are pending for a while. */
  refund?: 'fails' | 'pending';
  /** The charge is disputed, or the bank only inquires. */
  dispute?: 'chargeback' | 'inquiry';
  /** The card network warns of fraud, or the charge is placed under review. */
  radar?: 'warning' | 'review';
}

/**
 * A payment method without its secrets: of a card only brand and last four digits are ever kept.
 */
export interface MethodRecord {
  id: string;
  type: 'card' | 'us_bank_account' | 'sepa_debit';
  brand: string;
  last4: string;
  funding: string;
  country: string;
  expMonth: number;
  expYear: number;
  afterCharge?: AfterCharge;
}

/** Why a payment failed, in Stripe's codes. */
export interface FailureRecord {
  code: string;
  declineCode: string | null;
  message: string;
}

/**
 * A PaymentIntent. Stripe creates it when the shopper first confirms, not together with the
 * session.
 */
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
  /** During a 3-D Secure challenge: the bank's decision once it is passed. */
  challenge: { decline: FailureRecord | null } | null;
  /** A delayed method's outcome and the Unix millisecond at which it becomes known. */
  settlement: { at: number; outcome: 'succeeds' | 'fails' } | null;
}

/** One payment attempt. */
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
  review?: string;
  /** A dispute that will be opened automatically: kind, and time in Unix milliseconds. */
  pendingDispute?: { at: number; kind: 'chargeback' | 'inquiry'; verdict?: 'won' | 'lost' };
}

/** A refund. */
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
  /** Once failed: the reason, and the balance transaction that returned the amount. */
  failure: { reason: string; balanceTransaction: string } | null;
  /** Its final outcome, and the Unix millisecond at which it becomes known. */
  settlement: { at: number; outcome: 'succeeds' | 'fails' } | null;
}

/** The status of a dispute. The `warning_…` ones belong to inquiries, which move no money. */
export type DisputeStatus =
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed';

/** A chargeback or an inquiry. */
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
  /** The bank's verdict, and its time in Unix milliseconds. */
  verdict: { at: number; status: 'won' | 'lost' } | null;
}

/** An early fraud warning. */
export interface FraudWarningRecord {
  id: string;
  created: number;
  charge: string;
  intent: string;
  fraudType: string;
  /** Until the charge is refunded in full or disputed. */
  actionable: boolean;
}

/** A review of a charge; open while it has no reason for its end. */
export interface ReviewRecord {
  id: string;
  created: number;
  charge: string;
  intent: string;
  openedReason: 'manual' | 'rule';
  closedReason: 'approved' | 'refunded' | 'refunded_as_fraud' | 'disputed' | null;
}

/** One balance transaction: `amount` (negative: outgoing) and Stripe's `fee`. */
export interface TransactionRecord {
  id: string;
  created: number;
  type: 'charge' | 'payment' | 'refund' | 'payment_refund' | 'refund_failure' | 'adjustment';
  amount: number;
  fee: number;
  currency: string;
  /** The charge, refund or dispute behind it. */
  source: string;
  description: string | null;
}

/** A postal address in Stripe's form. */
export interface AddressRecord {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

/** A whole address of the parts that were given. */
export const addressOf = (parts: Partial<AddressRecord>): AddressRecord => ({
  city: parts.city ?? null,
  country: parts.country ?? null,
  line1: parts.line1 ?? null,
  line2: parts.line2 ?? null,
  postal_code: parts.postal_code ?? null,
  state: parts.state ?? null,
});

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

/** The object kinds of the store. */
export interface Records {
  session: SessionRecord;
  intent: IntentRecord;
  charge: ChargeRecord;
  refund: RefundRecord;
  customer: CustomerRecord;
  transaction: TransactionRecord;
  dispute: DisputeRecord;
  fraudWarning: FraudWarningRecord;
  review: ReviewRecord;
}

/** A name in {@link Records}. */
export type Kind = keyof Records;

/** A record together with its kind, so that a `switch` knows its fields. */
export type Snapshot = { [K in Kind]: { kind: K; record: Records[K] } }[Kind];
