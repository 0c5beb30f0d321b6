import { unprocessable } from '../api/api-error.js';
import { stateOf } from '../api/render.js';
import type { Core } from '../core.js';
import type { ShipmentRecord } from '../store/records.js';

const UNAVAILABLE = 'SHIPMENT.REFUND.UNAVAILABLE';

/** Voids the label of a parcel that the carrier does not have yet. `refunded` follows after a pause. */
export function refundShipment(core: Core, shipment: ShipmentRecord): ShipmentRecord {
  const tracker = core.store.get('tracker', shipment.trackerId ?? '');
  if (!tracker) throw unprocessable(UNAVAILABLE, 'The shipment has no postage to refund.');
  if (shipment.refundStatus)
    throw unprocessable(UNAVAILABLE, 'A refund of this shipment was already requested.');
  if (!['unknown', 'pre_transit'].includes(stateOf(tracker)))
    throw unprocessable(UNAVAILABLE, 'The parcel was already accepted by the carrier.');
  const submitted = core.store.put('shipment', { ...shipment, refundStatus: 'submitted' });
  finishLater(core, shipment.id);
  return submitted;
}

/** Ends a submitted refund after `refundAfterMs`; also after a restart. */
export function finishLater(core: Core, id: string): void {
  setTimeout(() => {
    const shipment = core.store.get('shipment', id);
    if (shipment?.refundStatus !== 'submitted') return;
    core.store.put('shipment', { ...shipment, refundStatus: 'refunded' });
    core.deliveries.publish('refund.successful', {
      id: `rfnd_${id.slice(4)}`,
      object: 'Refund',
      mode: 'test',
      tracking_code: shipment.trackingCode,
      shipment_id: id,
      status: 'refunded',
    });
  }, core.config.refundAfterMs).unref();
}
