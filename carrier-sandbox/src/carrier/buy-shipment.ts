import { unprocessable } from '../api/api-error.js';
import { renderTracker } from '../api/render.js';
import { type Core, dated } from '../core.js';
import { newId } from '../store/ids.js';
import type { ShipmentRecord } from '../store/records.js';
import { detailOf } from './move-tracker.js';
import { CARRIER } from './rates.js';

/** Buys a rate: the shipment gets its label and its tracker. A second purchase is refused. */
export function buyShipment(
  core: Core,
  shipment: ShipmentRecord,
  rateId: string | undefined,
): ShipmentRecord {
  if (shipment.selectedRate)
    throw unprocessable('SHIPMENT.POSTAGE.EXISTS', 'Postage already exists for this shipment.');
  if (!rateId)
    throw unprocessable('PARAMETER.REQUIRED', 'Missing required parameter: rate', [
      { field: 'rate', message: 'cannot be blank' },
    ]);
  if (!shipment.rates.some(({ id }) => id === rateId))
    throw unprocessable('SHIPMENT.POSTAGE.FAILURE', 'The rate does not belong to this shipment.');
  const trackingCode = newId.trackingCode();
  const tracker = core.store.put('tracker', {
    id: newId.tracker(),
    ...dated(),
    code: trackingCode,
    carrier: CARRIER,
    shipmentId: shipment.id,
    isReturn: shipment.isReturn,
    weight: shipment.parcel.weight,
    details: [detailOf('pre_transit')],
  });
  const bought = core.store.put('shipment', {
    ...shipment,
    updatedAt: tracker.createdAt,
    selectedRate: rateId,
    trackerId: tracker.id,
    trackingCode,
    labelKey: newId.secret(),
  });
  core.deliveries.publish('tracker.created', renderTracker(core, tracker));
  return bought;
}
