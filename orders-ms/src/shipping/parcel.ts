import type { OrderStatus, ShipmentEvent } from '@orderwire/contracts';
import type { TimelineEvent } from '../timeline/timeline.js';

/** What a carrier reports about the parcel of an order. */
export type ParcelStep = 'SHIPPED' | 'DELIVERED';

/** The statuses from which each report moves an order. */
const movable: Readonly<Record<ParcelStep, readonly OrderStatus[]>> = {
  SHIPPED: ['PAID'],
  // The report of the shipment may come later, or never.
  DELIVERED: ['PAID', 'SHIPPED'],
};

/** Statuses in which the order was moved before: by staff, or by a later report. */
const reached: Readonly<Record<ParcelStep, readonly OrderStatus[]>> = {
  SHIPPED: ['SHIPPED', 'DELIVERED'],
  DELIVERED: ['DELIVERED'],
};

/** What a report does: it moves the order, is known already, or is only noted in the timeline. */
export function effectOf(status: OrderStatus, step: ParcelStep): 'moves' | 'known' | 'noted' {
  if (movable[step].includes(status)) return 'moves';
  return reached[step].includes(status) ? 'known' : 'noted';
}

/** The status to which an order returns if its refund fails, after this report. */
export const statusAfter = (before: OrderStatus | null, step: ParcelStep): OrderStatus | null =>
  before && movable[step].includes(before) ? step : before;

/** Of an order whose status stays as it is: money went back, or it is not paid. */
export const parcelMoved = (status: OrderStatus, step: ParcelStep, parcel: ShipmentEvent): TimelineEvent => {
  const { shipmentId, carrier, trackingNumber } = parcel;
  return {
    step: step === 'SHIPPED' ? 'parcel_shipped' : 'parcel_delivered',
    message: step === 'SHIPPED' ? 'The carrier accepted the parcel.' : 'The carrier delivered the parcel.',
    details: { status, shipmentId, carrier, trackingNumber },
  };
};
