import { formatNumber, plural } from '../../../../i18n/format';

const orders = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: 'order', other: 'orders' })}`;

/** Actions on many orders. */
export const bulk = {
  open: 'Act on all that match',
  openSelected: (count: number) => `Act on ${orders(count)}`,
  title: 'Bulk action',
  leadMatching: 'On all orders that match the filters, loaded or not.',
  leadSelected: (count: number) => `On the ${orders(count)} that you selected.`,
  action: 'What to do',
  actions: {
    cancel: 'Cancel',
    refund: 'Refund in full',
    assign: 'Assign',
    mark_delivered: 'Mark as delivered',
  },
  actionLeads: {
    cancel: 'Unpaid orders only. Their stock is released.',
    refund: 'Everything that is left of paid orders.',
    assign: 'To a member of staff, or to none.',
    mark_delivered: 'Shipped orders only.',
  },
  assignee: 'Assign to',
  none: 'None',
  me: 'Yourself',
  reason: 'Reason',
  note: 'Note (optional)',
  noteHint: 'For staff only.',
  check: 'See what will happen',
  back: 'Change the action',
  plan: (applicable: number, matching: number) =>
    applicable === matching
      ? `${orders(applicable)} will be changed.`
      : `${formatNumber(applicable)} of ${orders(matching)} will be changed.`,
  nothing: 'The action applies to none of these orders.',
  amounts: (amounts: string) => `${amounts} will be refunded.`,
  skips: 'Skipped',
  skip: (count: number) => orders(count),
  sample: 'The newest of them',
  confirm: (count: string) => `Type ${count} to confirm`,
  confirmMissing: 'The number differs.',
  run: {
    cancel: (count: number) => `Cancel ${orders(count)}`,
    refund: (count: number) => `Refund ${orders(count)}`,
    assign: (count: number) => `Assign ${orders(count)}`,
    mark_delivered: (count: number) => `Mark ${orders(count)} as delivered`,
  },
  progress: 'Progress',
  states: { running: 'Running', finished: 'Finished', stopped: 'Stopped' },
  counts: {
    done: (count: number) => `${formatNumber(count)} done`,
    skipped: (count: number) => `${formatNumber(count)} skipped`,
    failed: (count: number) => `${formatNumber(count)} failed`,
    left: (count: number) => `${formatNumber(count)} left`,
  },
  stop: 'Stop',
  stopping: 'What is done stays done.',
  close: 'Close',
  problems: 'Skipped and failed orders',
  noProblems: 'None so far.',
  outcomes: { skipped: 'Skipped', failed: 'Failed' },
  changed: 'Changed orders',
  list: {
    title: 'Bulk actions',
    lead: 'What was done to many orders at once, newest first.',
    action: 'Action',
    state: 'State',
    started: 'Started',
    ended: 'Ended',
    total: 'Orders',
    done: 'Done',
    skipped: 'Skipped',
    failed: 'Failed',
    empty: 'No bulk actions yet',
    emptyLead: 'Filter the list of orders, then act on all that match.',
    back: 'All bulk actions',
  },
  columns: { order: 'Order', outcome: 'Result', reason: 'Why', at: 'When' },
};
