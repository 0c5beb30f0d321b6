import { CARRIER } from '../carrier/rates.js';
import { verifyAddress } from '../carrier/verify-address.js';
import type { Core } from '../core.js';
import type {
  AddressRecord,
  EventRecord,
  RateRecord,
  ShipmentRecord,
  TrackerRecord,
  TrackerState,
  WebhookRecord,
} from '../store/records.js';

const dates = ({ createdAt, updatedAt }: { createdAt: string; updatedAt: string }): object => ({
  mode: 'test',
  created_at: createdAt,
  updated_at: updatedAt,
});

/** EasyPost's Address; with `verifications` when it was verified. */
export function renderAddress(address: AddressRecord, verified = false): object {
  const { createdAt: _c, updatedAt: _u, id, ...fields } = address;
  const errors = verified ? verifyAddress(address) : [];
  const verification = {
    success: errors.length === 0,
    errors,
    details: errors.length === 0 ? { latitude: 40.0, longitude: -3.5, time_zone: 'Etc/UTC' } : {},
  };
  return {
    id,
    object: 'Address',
    ...dates(address),
    ...fields,
    residential: null,
    carrier_facility: null,
    federal_tax_id: null,
    state_tax_id: null,
    verifications: verified ? { delivery: verification, zip4: verification } : {},
  };
}

/** EasyPost's Rate; amounts are decimal strings. */
function renderRate(rate: RateRecord, shipment: ShipmentRecord): object {
  const amount = (rate.cents / 100).toFixed(2);
  return {
    id: rate.id,
    object: 'Rate',
    ...dates(shipment),
    service: rate.service,
    carrier: CARRIER,
    rate: amount,
    currency: 'USD',
    retail_rate: amount,
    retail_currency: 'USD',
    list_rate: amount,
    list_currency: 'USD',
    billing_type: 'easypost',
    delivery_days: rate.days,
    est_delivery_days: rate.days,
    delivery_date: null,
    delivery_date_guaranteed: false,
    shipment_id: shipment.id,
    carrier_account_id: 'ca_sandbox',
  };
}

/** EasyPost's Shipment with its rates, label and tracker. */
export function renderShipment(core: Core, shipment: ShipmentRecord): object {
  const { parcel, reference, trackingCode, isReturn, labelKey } = shipment;
  const tracker = core.store.get('tracker', shipment.trackerId ?? '');
  const selected = shipment.rates.find(({ id }) => id === shipment.selectedRate);
  return {
    id: shipment.id,
    object: 'Shipment',
    ...dates(shipment),
    reference,
    is_return: isReturn,
    status: tracker ? stateOf(tracker) : 'unknown',
    tracking_code: trackingCode,
    to_address: renderAddress(shipment.to),
    from_address: renderAddress(shipment.from),
    return_address: renderAddress(isReturn ? shipment.to : shipment.from),
    buyer_address: renderAddress(isReturn ? shipment.from : shipment.to),
    parcel: { object: 'Parcel', ...dates(shipment), ...parcel, predefined_package: null },
    rates: shipment.rates.map((rate) => renderRate(rate, shipment)),
    messages: shipment.messages.map((message) => ({
      carrier: CARRIER,
      carrier_account_id: 'ca_sandbox',
      type: 'rate_error',
      message,
    })),
    selected_rate: selected ? renderRate(selected, shipment) : null,
    postage_label: labelKey
      ? {
          id: `pl_${shipment.id.slice(4)}`,
          object: 'PostageLabel',
          ...dates(shipment),
          label_file_type: 'application/pdf',
          label_size: '4x6',
          label_resolution: 300,
          label_type: 'default',
          label_url: `${core.labelUrl()}/labels/${labelKey}.pdf`,
          label_pdf_url: `${core.labelUrl()}/labels/${labelKey}.pdf`,
        }
      : null,
    tracker: tracker ? renderTracker(core, tracker) : null,
    refund_status: shipment.refundStatus,
    insurance: null,
    customs_info: null,
    scan_form: null,
    forms: [],
    fees: [],
    options: { label_format: 'PDF' },
    usps_zone: null,
    batch_id: null,
    batch_status: null,
    batch_message: null,
  };
}

/** EasyPost's Tracker. */
export function renderTracker(core: Core, tracker: TrackerRecord): object {
  return {
    id: tracker.id,
    object: 'Tracker',
    ...dates(tracker),
    tracking_code: tracker.code,
    carrier: tracker.carrier,
    status: stateOf(tracker),
    status_detail: stateOf(tracker) === 'pre_transit' ? 'label_created' : 'status_update',
    signed_by: null,
    weight: tracker.weight,
    est_delivery_date: null,
    shipment_id: tracker.shipmentId,
    is_return: tracker.isReturn,
    finalized: ['delivered', 'return_to_sender', 'failure'].includes(stateOf(tracker)),
    tracking_details: tracker.details.map(({ status, message, at }) => ({
      object: 'TrackingDetail',
      message,
      description: message,
      status,
      status_detail: 'status_update',
      datetime: at,
      source: CARRIER,
      carrier_code: null,
      tracking_location: { object: 'TrackingLocation', city: null, state: null, country: null, zip: null },
    })),
    carrier_detail: null,
    public_url: `${core.publicUrl()}/track/${tracker.code}`,
    fees: [],
  };
}

export const stateOf = ({ details }: TrackerRecord): TrackerState => details.at(-1)?.status ?? 'unknown';

/** EasyPost's Webhook; the secret never leaves. */
export const renderWebhook = (webhook: WebhookRecord): object => ({
  id: webhook.id,
  object: 'Webhook',
  mode: 'test',
  url: webhook.url,
  created_at: webhook.createdAt,
  disabled_at: webhook.disabledAt,
  custom_headers: [],
});

/** EasyPost's Event as JSON text. A whole `weight` has a decimal point, as EasyPost sends it. */
export function renderEvent(core: Core, event: EventRecord): string {
  const urlsOf = (ids: string[]): string[] => ids.flatMap((id) => core.store.get('webhook', id)?.url ?? []);
  return JSON.stringify({
    id: event.id,
    object: 'Event',
    ...dates(event),
    description: event.description,
    previous_attributes: {},
    pending_urls: urlsOf(event.pending),
    completed_urls: urlsOf(event.completed),
    user_id: 'user_sandbox',
    status: event.pending.length > 0 ? 'pending' : 'completed',
    result: JSON.parse(event.result) as object,
  }).replace(/("weight":)(\d+)(?=[,}])/g, '$1$2.0');
}
