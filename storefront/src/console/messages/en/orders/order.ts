import { formatNumber, plural } from '../../../../i18n/format';

/** The values of a fact of the standing, formatted. */
export interface FactTexts {
  readonly amount: string;
  readonly at: string;
  readonly until: string;
  readonly again: string | undefined;
  /** The given reason, if there is one. */
  readonly because: string | undefined;
}

const reason = (because: string | undefined) => (because ? ` Reason: ${because.replace(/[.!]?$/, '.')}` : '');

/** The page of one order. */
export const order = {
  title: (id: string) => `Order ${id}`,
  back: 'All orders',
  notFound: 'There is no such order',
  notFoundLead: 'The id may be incomplete. Search for it with Ctrl K.',
  why: {
    PENDING: 'Why is it pending?',
    PAID: 'What happens next?',
    SHIPPED: 'Where is it?',
    DELIVERED: 'Is anything left to do?',
    CANCELLED: 'Why is it cancelled?',
    REFUNDED: 'Why is it refunded?',
  },
  standing: {
    awaiting_payment: ({ until }: FactTexts) =>
      `The shopper has not paid yet. The payment session is open until ${until}; then the order is cancelled.`,
    payment_session_pending: ({ until }: FactTexts) =>
      `Its payment session is being created. Without one the order is cancelled after ${until}.`,
    payment_session_missing: ({ at, until, because }: FactTexts) =>
      `It has no payment session: creating one failed at ${at}.${reason(because)} The shopper can ask for a new link; without one the order is cancelled after ${until}.`,
    payment_processing: ({ again }: FactTexts) =>
      `The shopper paid, and the bank is processing the payment, which can take days.${again ? ` payments-ms is asked again at ${again}.` : ''} There is nothing to do.`,
    payment_failed: ({ at, until, because }: FactTexts) =>
      `The payment failed at ${at}.${reason(because)} The shopper can ask for a new link until ${until}; then the order is cancelled.`,
    overdue: ({ until }: FactTexts) =>
      `The time to pay ended at ${until} and no payment is known. Stripe is about to be asked; without a payment the order is cancelled.`,
    payments_unavailable: ({ until, again }: FactTexts) =>
      `The time to pay ended at ${until}, and payments-ms does not answer. It is asked again${again ? ` at ${again}` : ' soon'}; the order is cancelled once it says that nothing was paid.`,
    payment_session_not_expirable: ({ until, again }: FactTexts) =>
      `The time to pay ended at ${until}, but Stripe did not let its payment session expire. The next try is${again ? ` at ${again}` : ' soon'}. If this stays, look at the session in Stripe’s dashboard.`,
    paid: ({ at, amount }: FactTexts) => `Paid at ${at} with ${amount}. It waits to be shipped.`,
    shipped: ({ amount }: FactTexts) => `Paid (${amount}) and on its way.`,
    delivered: ({ amount }: FactTexts) => `Paid (${amount}) and delivered. Nothing is left to do.`,
    cancelled: ({ at, because }: FactTexts) => `Cancelled at ${at}.${reason(because)}`,
    payment_refunded_on_arrival: () =>
      'A payment was at the bank when it was cancelled: it is refunded in full when it arrives.',
    refunded: ({ amount }: FactTexts) => `Refunded in full (${amount}).`,
    partially_refunded: ({ amount }: FactTexts) => `${amount} of it was refunded.`,
    payment_rejected: ({ amount }: FactTexts) =>
      `A payment of ${amount} pays for nothing and is about to be refunded.`,
    rejected_payment_refunding: ({ amount }: FactTexts) =>
      `A payment of ${amount} pays for nothing; its refund is pending.`,
    rejected_payment_refunded: ({ amount, at }: FactTexts) =>
      `A payment of ${amount} paid for nothing and was refunded at ${at}.`,
    rejected_payment_refund_failed: ({ amount, at, because }: FactTexts) =>
      `A payment of ${amount} pays for nothing, and its refund failed at ${at}.${reason(because)} Refund it in Stripe’s dashboard.`,
    refund_pending: ({ amount, at }: FactTexts) => `A refund of ${amount} is pending since ${at}.`,
    refund_failed: ({ amount, at, because }: FactTexts) =>
      `A refund of ${amount} failed at ${at}.${reason(because)} Refund again, or pay the shopper in another way.`,
    dispute_open: () =>
      'A dispute is open: the shopper’s bank demands the payment back. Respond to it in Stripe’s dashboard.',
    dispute_won: () => 'A dispute about its payment was won.',
    dispute_lost: () => 'A dispute about its payment was lost: the money went back to the shopper.',
    fraud_warning: () =>
      'The card network warned that the payment is probably fraudulent. Check it in Stripe’s dashboard before shipping.',
    review_open: () => 'The payment is under review. Approve or refund it in Stripe’s dashboard.',
  },
  unknownTime: 'an unknown time',
  lines: {
    title: 'Items',
    product: 'Product',
    quantity: 'Quantity',
    unit: 'Price',
    amount: 'Amount',
    net: 'Net',
    tax: (name: string, percentage: string) => `${name} ${percentage}`,
    included: 'included',
    total: 'Total',
    refunded: 'Refunded',
    refundPending: 'Refund pending',
    remaining: 'Left',
  },
  customer: {
    title: 'Customer',
    email: 'E-mail',
    account: 'Account',
    guest: 'Guest, without an account',
    orders: 'All orders of this e-mail',
    language: 'Language',
    shipTo: 'Ships to',
    noAddress: 'No shipping address: nothing is shipped.',
    billTo: 'Billed to',
    sameAddress: 'Same as the shipping address',
    vatId: 'VAT id',
    reference: 'Reference',
  },
  facts: {
    title: 'Details',
    id: 'Order id',
    placed: 'Placed',
    paid: 'Paid',
    payment: 'Payment',
    receipt: 'Receipt at Stripe',
    assignee: 'Assigned to',
    notAssigned: 'Unassigned',
    me: 'You',
    assignToMe: 'Assign to me',
    unassign: 'Remove',
    assigned: 'The assignment is changed.',
    correlation: 'Correlation id',
    related: 'Orders with this correlation id',
  },
  actions: {
    refund: 'Refund',
    cancel: 'Cancel order',
    ship: 'Mark as shipped',
    deliver: 'Mark as delivered',
    failed: 'Not changed',
  },
  cancelDialog: {
    title: 'Cancel this order?',
    lead: 'Its payment session ends and its stock is released. This cannot be undone.',
    processing: 'The bank is processing a payment: it is refunded in full when it arrives.',
    reason: 'Reason (optional)',
    reasonHint: 'For staff only.',
    submit: 'Cancel order',
    keep: 'Keep it',
    done: 'The order is cancelled.',
  },
  statusDialog: {
    SHIPPED: {
      title: 'Mark as shipped?',
      lead: 'Only for parcels that the system does not send: those it sends become shipped by themselves.',
    },
    DELIVERED: {
      title: 'Mark as delivered?',
      lead: 'Only for parcels that the system does not track: those it tracks become delivered by themselves.',
    },
    reason: 'Note (optional)',
    reasonHint: 'For staff only.',
    blocked: 'The money of this order is going back, or may have to:',
    override: 'Why ship it nevertheless?',
    overrideHint: 'Stored in the timeline and in the audit log.',
    overrideMissing: 'Give a reason.',
    submit: 'Change status',
    submitOverride: 'Ship nevertheless',
    done: 'The status is changed.',
  },
  documents: {
    title: 'Invoices',
    empty: 'None. The invoice is issued when the order is paid.',
    kinds: { invoice: 'Invoice', credit_note: 'Credit note', debit_note: 'Debit note' },
    pdf: 'PDF',
    xml: 'XML',
    refersTo: (number: string) => `for ${number}`,
    preparing: 'In preparation',
  },
  mails: {
    title: 'Messages',
    empty: 'No messages about this order.',
    statuses: { queued: 'Queued', sent: 'Sent', failed: 'Failed', skipped: 'Skipped' },
    kinds: {
      order_confirmation: 'Order confirmation',
      payment_reminder: 'Payment reminder',
      payment_received: 'Payment received',
      payment_failed: 'Payment failed',
      order_shipped: 'Order shipped',
      order_delivered: 'Order delivered',
      order_cancelled: 'Order cancelled',
      order_refunded: 'Refund',
      return_label: 'Return label',
      dispute_opened: 'To staff: dispute',
      fraud_warning: 'To staff: fraud warning',
      review_opened: 'To staff: review',
      refund_failed: 'To staff: refund failed',
      shipment_action_required: 'To staff: shipment',
    } as Readonly<Record<string, string>>,
    due: (at: string) => `due ${at}`,
    attempts: (count: number) =>
      `${formatNumber(count)} ${plural(count, { one: 'attempt', other: 'attempts' })}`,
    resend: 'Send again',
    resent: 'It is sent again.',
  },
};
