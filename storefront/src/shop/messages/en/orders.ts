import type { FactValues } from '../../orders/fact-values';

const because = (reason: string | undefined) => (reason ? ` Reason: ${reason}` : '');

export const orders = {
  title: 'Your orders',
  showMore: 'Show older orders',
  loadingFailed: 'Your orders could not be loaded',
  empty: 'No orders yet',
  emptyHint: 'Orders that you place appear here.',
  emptyUnverifiedHint:
    'Orders that you place appear here. Verify your e-mail address to see those that you placed without signing in.',
  guest: 'Sign in to see your orders',
  guestHint:
    'Did you order without an account? Open the link in the mail that we sent you. Or register with the same e-mail address: once it is verified, the order moves to your account.',
};

export const order = {
  title: (number: string) => `Order ${number}`,
  placedAt: (time: string) => `Placed on ${time}`,
  loadingFailed: 'The order could not be loaded',
  updateFailed: 'This page may be out of date',
  notFound: 'This order cannot be shown',
  notFoundGuest:
    'Open it with the link in the mail that we sent you, or sign in if you ordered with an account.',
  notFoundSignedIn:
    'It is not an order of this account. If you ordered without signing in, open it with the link in the mail that we sent you.',
  toOrders: 'Your orders',
  status: {
    PENDING: 'Not paid yet',
    PAID: 'Paid',
    SHIPPED: 'Shipped',
    DELIVERED: 'Delivered',
    CANCELLED: 'Cancelled',
    REFUNDED: 'Refunded',
  },
  progress: 'Progress',
  progressSteps: { PENDING: 'Ordered', PAID: 'Paid', SHIPPED: 'Shipped', DELIVERED: 'Delivered' },
  confirming: 'Waiting for your payment to be confirmed',
  confirmingText:
    'We have your order. It is not paid yet: the confirmation usually arrives within seconds, and this page follows by itself.',
  confirmingCalm:
    'Your order is safe. The confirmation usually takes a minute at most, and sometimes longer with your bank. You may close this page: we send you a mail as soon as the payment has arrived.',
  cameBack: 'You came back without paying. Nothing was charged, and your order is kept.',
  pay: 'Pay now',
  payAgain: 'I did not finish the payment',
  payFailed: 'The payment page could not be opened',
  cancel: 'Cancel order',
  cancelTitle: 'Cancel this order?',
  cancelText: 'Nothing has been charged. The products are then free for others.',
  cancelProcessing:
    'Your bank is processing a payment. If it arrives after the cancellation, we refund it in full.',
  cancelFailed: 'The order was not cancelled',
  keep: 'Keep order',
  confirmCancel: 'Yes, cancel it',
  /** By the code of a fact. */
  standing: {
    awaiting_payment: {
      title: 'Not paid yet',
      text: ({ until }: FactValues) =>
        `We keep the products for you until ${until}. Without a payment the order is then cancelled, and nothing is charged.`,
    },
    payment_session_pending: {
      title: 'Preparing the payment page',
      text: ({ until }: FactValues) =>
        `This takes a few seconds. We keep the products for you until ${until}.`,
    },
    payment_session_missing: {
      title: 'Not paid yet',
      text: ({ until }: FactValues) =>
        `Your order is safe, but the payment page could not be opened, and nothing was charged. Try again now; without a payment the order is cancelled after ${until}.`,
    },
    payment_processing: {
      title: 'Your bank is processing the payment',
      text: () =>
        'With some payment methods, such as bank debits, this takes a few days. You need not do anything: we send you a mail when the payment has arrived, or if it fails.',
    },
    payment_failed: {
      title: 'The payment failed',
      text: ({ until }: FactValues) =>
        `Nothing was charged. You can pay again until ${until}; after that the order is cancelled.`,
    },
    overdue: {
      title: 'Not paid in time',
      text: ({ until }: FactValues) =>
        `We kept the order until ${until} and know of no payment. We are asking the payment provider once more before it is cancelled.`,
    },
    payments_unavailable: {
      title: 'Not paid in time',
      text: ({ until }: FactValues) =>
        `We kept the order until ${until} and know of no payment. The payment provider does not answer at the moment: nothing is cancelled before it does.`,
    },
    payment_session_not_expirable: {
      title: 'Not paid in time',
      text: ({ until }: FactValues) =>
        `We kept the order until ${until} and know of no payment. Its payment page is still open, so we check again before it is cancelled.`,
    },
    paid: {
      title: 'Thank you, your payment has arrived',
      text: ({ amount, at }: FactValues) => `We received ${amount} on ${at} and are preparing your order.`,
    },
    shipped: {
      title: 'Your order is on its way',
      text: ({ amount }: FactValues) => `It is paid (${amount}) and was shipped.`,
    },
    delivered: {
      title: 'Your order was delivered',
      text: ({ amount }: FactValues) => `It is paid (${amount}). Enjoy it!`,
    },
    cancelled: {
      title: 'This order was cancelled',
      text: ({ at, because: reason }: FactValues) =>
        `${at ? `On ${at}. ` : ''}It cannot be paid any more.${because(reason)}`,
    },
    payment_refunded_on_arrival: {
      title: 'A payment is still on its way',
      text: () =>
        'Your bank was processing a payment when the order was cancelled. We refund it in full when it arrives.',
    },
    refunded: {
      title: 'This order was refunded',
      text: ({ amount }: FactValues) => `We returned ${amount}. Your bank may need a few days to show it.`,
    },
    partially_refunded: {
      title: 'Partly refunded',
      text: ({ amount }: FactValues) =>
        `We returned ${amount} of it. Your bank may need a few days to show it.`,
    },
    payment_rejected: {
      title: 'A second payment arrived',
      text: ({ amount }: FactValues) =>
        `A payment of ${amount} did not fit this order. You get it back automatically.`,
    },
    rejected_payment_refunding: {
      title: 'A payment is being returned',
      text: ({ amount }: FactValues) =>
        `A payment of ${amount} did not fit this order. We are returning it to you.`,
    },
    rejected_payment_refunded: {
      title: 'A payment was returned',
      text: ({ amount, at }: FactValues) =>
        `A payment of ${amount} did not fit this order. We returned it on ${at}.`,
    },
    rejected_payment_refund_failed: {
      title: 'A payment could not be returned yet',
      text: ({ amount }: FactValues) =>
        `A payment of ${amount} did not fit this order, and its refund failed. We are taking care of it; please contact us if you hear nothing.`,
    },
    refund_pending: {
      title: 'A refund is on its way',
      text: ({ amount }: FactValues) => `We are returning ${amount} to you. This can take a few days.`,
    },
    refund_failed: {
      title: 'A refund did not go through',
      text: ({ amount }: FactValues) =>
        `The refund of ${amount} failed at the bank. We are taking care of it; please contact us if you hear nothing.`,
    },
  },
  /** Reasons of the shop itself, by the words of the server. */
  reasons: {
    'cancelled on request': 'it was cancelled on request.',
    'not paid in time': 'it was not paid in time.',
    'the payment failed': 'the payment failed.',
  } as Readonly<Record<string, string>>,
  items: 'Items',
  total: 'Total',
  tax: {
    standard_rated: (name: string, percent: string, inclusive: boolean) =>
      `${inclusive ? 'Includes' : 'Plus'} ${percent}% ${name}`,
    reduced_rated: (name: string, percent: string, inclusive: boolean) =>
      `${inclusive ? 'Includes' : 'Plus'} ${percent}% ${name}`,
    zero_rated: (name: string, _percent: string, _inclusive: boolean) => `0% ${name}`,
    reverse_charge: (_name: string, _percent: string, _inclusive: boolean) =>
      'Reverse charge: the recipient owes the tax',
    intra_community_supply: (_name: string, _percent: string, _inclusive: boolean) =>
      'Tax-free intra-community supply',
    export: (_name: string, _percent: string, _inclusive: boolean) => 'Tax-free export',
    not_subject_to_tax: (_name: string, _percent: string, _inclusive: boolean) => 'Tax',
  },
  refundedSum: 'Refunded',
  refunds: 'Refunds',
  refundState: { pending: 'On its way', succeeded: 'Refunded', failed: 'Failed' },
  documents: 'Documents',
  document: { invoice: 'Invoice', credit_note: 'Credit note', debit_note: 'Debit note' },
  invoicePreparing: 'The invoice is being prepared and appears here in a few seconds.',
  receipt: 'Payment receipt',
  downloadFailed: 'The file could not be downloaded',
  tracking: 'Parcel',
  trackParcel: 'Track the parcel',
  shippedOn: (date: string) => `Shipped on ${date}`,
  deliveredOn: (date: string) => `Delivered on ${date}`,
  shippingAddress: 'Shipping address',
  billing: 'Invoice to',
  vatId: (id: string) => `VAT id ${id}`,
  buyerReference: (text: string) => `Reference ${text}`,
  mailsTo: 'Mails go to',
  historyTitle: 'History',
  /** By the step of the timeline. */
  history: {
    created: 'Order placed',
    payment_delayed: 'Your bank is processing the payment',
    paid: 'Payment received',
    payment_failed: 'A payment failed',
    payment_rejected: 'A payment did not fit and is returned',
    parcel_shipped: 'Shipped',
    parcel_delivered: 'Delivered',
    claimed: 'Moved to your account',
    cancelled: 'Cancelled',
    refund_requested: 'Refund started',
    refunded: 'Refund made',
    refund_failed: 'A refund failed',
  },
};
