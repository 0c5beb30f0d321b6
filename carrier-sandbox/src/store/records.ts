/** The states of a parcel, in EasyPost's words. */
export const TRACKER_STATES = [
  'unknown',
  'pre_transit',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'available_for_pickup',
  'return_to_sender',
  'failure',
  'cancelled',
  'error',
] as const;
export type TrackerState = (typeof TRACKER_STATES)[number];

interface Dated {
  id: string;
  /** ISO times. */
  createdAt: string;
  updatedAt: string;
}

/** The fields of an address that clients send. */
export interface AddressFields {
  name: string | null;
  company: string | null;
  street1: string | null;
  street2: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country: string | null;
  phone: string | null;
  email: string | null;
}

export interface AddressRecord extends Dated, AddressFields {}

export interface RateRecord {
  id: string;
  service: string;
  /** In cents of USD. */
  cents: number;
  days: number;
}

/** A parcel: inches and ounces. */
export interface Parcel {
  id: string;
  length: number | null;
  width: number | null;
  height: number | null;
  weight: number;
}

export interface ShipmentRecord extends Dated {
  reference: string | null;
  isReturn: boolean;
  to: AddressRecord;
  from: AddressRecord;
  parcel: Parcel;
  rates: RateRecord[];
  /** What carriers said when they gave no rate. */
  messages: string[];
  /** The id of the rate that was bought. */
  selectedRate: string | null;
  trackerId: string | null;
  trackingCode: string | null;
  /** The secret part of `label_url`. */
  labelKey: string | null;
  refundStatus: 'submitted' | 'refunded' | null;
}

export interface TrackerRecord extends Dated {
  code: string;
  carrier: string;
  shipmentId: string | null;
  isReturn: boolean;
  /** Ounces. */
  weight: number | null;
  /** Oldest first; the last one is the state. */
  details: { status: TrackerState; message: string; at: string }[];
}

export interface WebhookRecord extends Dated {
  url: string;
  secret: string | null;
  disabledAt: string | null;
}

export interface EventRecord extends Dated {
  description: string;
  /** The object as it was, as JSON text. */
  result: string;
  /** Ids of the webhooks that have not accepted the event yet. */
  pending: string[];
  completed: string[];
  dropped: boolean;
}

/** All kinds of stored records. */
export interface Records {
  address: AddressRecord;
  shipment: ShipmentRecord;
  tracker: TrackerRecord;
  webhook: WebhookRecord;
  event: EventRecord;
}
export type Kind = keyof Records;
