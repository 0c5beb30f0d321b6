/** The search over orders, payments and accounts. */
export const search = {
  open: 'Search',
  title: 'Search',
  label: 'Order, e-mail, session, charge, account …',
  hint: 'An order number, an order id or its beginning, an e-mail address, a tracking number, a correlation id, an id of Stripe (cs_, pi_, ch_, re_, dp_), or the name of an account.',
  tooShort: 'Type at least 3 characters.',
  none: (text: string) => `Nothing found for “${text}”.`,
  results: 'Results',
  groups: { orders: 'Orders', payments: 'Payments', accounts: 'Accounts' },
  matches: {
    id: 'order id',
    email: 'e-mail',
    refund: 'refund',
    tracking_number: 'tracking number',
    correlation_id: 'correlation id',
    related: 'related',
  },
  kinds: {
    session: 'Payment session',
    intent: 'Payment',
    charge: 'Charge',
    refund: 'Refund',
    dispute: 'Dispute',
  },
  accountStatuses: { disabled: 'Disabled', deleted: 'Deleted' },
  unavailable: (services: string) => `Without the results of ${services}: it does not answer at the moment.`,
  keys: 'Up and down to choose, Enter to open',
};
