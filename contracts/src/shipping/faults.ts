import { fault } from '../fault.js';

/** No shipment with this id, or none of this order; orders without an address have none. */
export const ShipmentNotFound = fault('not_found', 'shipments.not_found', 'There is no such shipment.');

/** No return with this id, or its order is not one of the caller's. */
export const ReturnNotFound = fault('not_found', 'returns.not_found', 'There is no such return.');

/** `details.status` is the status of the shipment, `details.allowed` those in which it is possible. */
export const ShipmentStatusConflict = fault(
  'conflict',
  'shipments.status_conflict',
  'This is not possible in the present status of the shipment.',
);

/** The money of the order is going back, or may have to; `details.reason` says why. */
export const ShipmentBlocked = fault(
  'conflict',
  'shipments.blocked',
  'The money of this order is going back, or may have to: no label is bought.',
);

/** `details.rates` has those that can be bought. */
export const RateNotFound = fault(
  'unprocessable',
  'shipments.rate_not_found',
  'The shipment has no such rate. Rates change when the address does.',
);

/** No label was bought yet, or it was voided. */
export const NoLabel = fault('not_found', 'shipments.no_label', 'There is no label.');

/** The carrier fails or does not answer in time; `details.retryAfterMs`. */
export const CarrierUnavailable = fault(
  'unavailable',
  'shipments.carrier_unavailable',
  'The carrier is not available. Try again in a minute.',
);

/** The carrier refused; `details.reason` is in its words, for staff. */
export const CarrierRefused = fault(
  'unprocessable',
  'shipments.carrier_refused',
  'The carrier refused the request.',
);

/** Only orders that were shipped to an address can be returned; `details.status` is the order's status. */
export const OrderNotReturnable = fault(
  'conflict',
  'returns.order_not_returnable',
  'This order cannot be returned: it was not shipped by the carrier.',
);

/**
 * More units than the order has left after other returns and after refunds that restocked units;
 * `details.products` lists `{productId, left}`.
 */
export const TooManyUnits = fault(
  'conflict',
  'returns.too_many_units',
  'The order does not have that many units left to return.',
);
