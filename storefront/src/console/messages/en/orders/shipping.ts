/** The list of shipments. */
export const shipping = {
  title: 'Shipments',
  lead: 'An order shows its parcel and its returns.',
  empty: 'No shipments yet',
  emptyLead: 'A paid order with an address gets one.',
  columns: {
    order: 'Order',
    status: 'Status',
    to: 'To',
    carrier: 'Carrier',
    tracking: 'Tracking number',
    problem: 'What it waits for',
    created: 'Created',
  },
  filters: { status: 'Status', orderId: 'Order (id)' },
};
