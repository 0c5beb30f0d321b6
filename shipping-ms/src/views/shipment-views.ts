import type { OrderShipmentView, OrderTracking, ReturnView, ShipmentView } from '@orderwire/contracts';
import type { Rate } from '../carrier/carrier-objects.js';
import type { Parcel } from '../labels/parcel.js';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function trackingOf(parcel: Parcel): OrderTracking | null {
  const { purchased, trackingNumber, trackingUrl, shippedAt, deliveredAt } = parcel;
  if (!purchased || !trackingNumber) return null;
  return {
    carrier: purchased.carrier,
    trackingNumber,
    trackingUrl,
    shippedAt: iso(shippedAt),
    deliveredAt: iso(deliveredAt),
  };
}

const rateView = ({ id, carrier, service, amount, currency, deliveryDays }: Rate): Rate => ({
  ...{ id, carrier, service, amount, currency, deliveryDays },
});

/** The shipment as the owner of the order sees it: without the carrier's words, prices and address. */
export const orderShipmentView = (parcel: Parcel): OrderShipmentView => ({
  id: parcel.id,
  orderId: parcel.orderId,
  status: parcel.status,
  tracking: trackingOf(parcel),
  trackerStatus: parcel.trackerStatus,
  createdAt: parcel.createdAt.toISOString(),
});

export const shipmentView = (parcel: Parcel): ShipmentView => ({
  ...orderShipmentView(parcel),
  address: parcel.address,
  rates: parcel.rates.map(rateView),
  purchased: parcel.purchased && rateView(parcel.purchased),
  problem: parcel.problem,
  attempts: parcel.attempts,
  dueAt: iso(parcel.dueAt),
  labelPurchasedAt: iso(parcel.labelPurchasedAt),
});

/** A return is pending, waits for staff, or goes its way until the shop has received it. */
const returnStatus = ({ status }: Parcel): ReturnView['status'] => {
  if (status === 'delivered') return 'received';
  if (status === 'action_required' || status === 'label_purchased' || status === 'shipped') return status;
  return 'pending';
};

export const returnView = (parcel: Parcel): ReturnView => ({
  id: parcel.id,
  orderId: parcel.orderId,
  status: returnStatus(parcel),
  items: [...(parcel.items ?? [])],
  reason: parcel.reason,
  tracking: trackingOf(parcel),
  problem: parcel.problem,
  attempts: parcel.attempts,
  createdAt: parcel.createdAt.toISOString(),
  receivedAt: iso(parcel.deliveredAt),
});
