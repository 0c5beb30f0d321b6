import { type Invariant, isPaid } from './invariant.js';
import type { AuditSnapshot, LabelRow, ShipmentRow } from './snapshot.js';

/** Statuses of a shipment or return with a label that is used. */
const labelled = new Set(['label_purchased', 'shipped', 'delivered']);

export const shipmentInvariants: readonly Invariant[] = [
  {
    // Only the order says whether it has an address: the shipment of one that has none ends as cancelled.
    rule: 'every paid order with an address has one shipment, and no other order has one',
    check: ({ orders, shipments }) =>
      orders.flatMap((order) => {
        const wanted = isPaid(order) && order.hasAddress ? 1 : 0;
        const count = shipments.filter(
          ({ orderId, status }) => orderId === order.id && (wanted > 0 || status !== 'cancelled'),
        ).length;
        return count === wanted ? [] : [`order ${order.id} (${order.status}) has ${count} shipments`];
      }),
  },
  {
    rule: 'the carrier sold one label for each shipment and return with a label, and voided all others',
    check: ({ labels, ...snapshot }) => {
      const parcels = parcelsOf(snapshot);
      return [
        ...parcels.flatMap((parcel) => {
          const used = labelsOf(parcel, labels).filter(({ voided }) => !voided);
          return used.length === (labelled.has(parcel.status) ? 1 : 0)
            ? []
            : [`${describe(parcel)} has ${used.length} labels that are not voided`];
        }),
        ...labels
          .filter((label) => !parcels.some((parcel) => labelsOf(parcel, [label]).length > 0))
          .map(({ reference }) => `the label ${reference} belongs to no shipment`),
      ];
    },
  },
  {
    rule: 'the label of a refunded order is voided, or was never bought',
    check: ({ orders, shipments }) => {
      const refunded = new Set(orders.filter(({ status }) => status === 'REFUNDED').map(({ id }) => id));
      return shipments
        .filter(({ orderId, status }) => refunded.has(orderId) && status === 'label_purchased')
        .map(describe);
    },
  },
  {
    // A dispute or review that stays open blocks its order for ever.
    rule: 'no shipment or return is unfinished, unless its order is blocked',
    check: (snapshot) =>
      parcelsOf(snapshot)
        .filter(({ due, blocked }) => due && !blocked)
        .map(describe),
  },
  {
    rule: 'the units of a return are restocked once it has arrived, and only once',
    check: ({ returns, restocked }) =>
      returns.flatMap(({ id, status, units }) => {
        const found = restocked.find((one) => one.id === id)?.units ?? 0;
        const wanted = status === 'delivered' ? units : 0;
        return found === wanted
          ? []
          : [`return ${id} is ${status}: ${found} of ${units} units are restocked`];
      }),
  },
];

const parcelsOf = ({ shipments, returns }: Pick<AuditSnapshot, 'shipments' | 'returns'>): ShipmentRow[] => [
  ...shipments,
  ...returns,
];

/** The reference of a label is the id of its shipment, with a number from the second one on. */
const labelsOf = ({ id }: ShipmentRow, labels: readonly LabelRow[]): LabelRow[] =>
  labels.filter(({ reference }) => reference === id || reference.startsWith(`${id}-`));

const describe = ({ id, orderId, status, problem }: ShipmentRow): string =>
  `parcel ${id} of order ${orderId} is ${status}${problem ? ` (${problem})` : ''}`;
