import { decimalsOf } from '@orderwire/contracts';
import Joi from 'joi';
import { UnreadableAnswer } from './carrier-errors.js';

/** A price of the carrier. */
export interface Rate {
  readonly id: string;
  readonly carrier: string;
  readonly service: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217, lower case. */
  readonly currency: string;
  readonly deliveryDays: number | null;
}

/** A label that was bought. */
export interface Label {
  readonly url: string;
  readonly rate: Rate;
  readonly trackerId: string;
  readonly trackingNumber: string;
  readonly trackingUrl: string | null;
}

/** A shipment at the carrier. */
export interface CarrierShipment {
  readonly id: string;
  readonly rates: readonly Rate[];
  /** Why there are no rates, in the carrier's words. */
  readonly messages: readonly string[];
  readonly label: Label | undefined;
  /** The label was voided, or will be. */
  readonly isVoided: boolean;
}

interface WireRate {
  id: string;
  carrier: string;
  service: string;
  rate: string;
  currency: string;
  delivery_days: number | null;
}

interface WireTracker {
  id: string;
  status: string;
  public_url: string | null;
}

interface WireShipment {
  id: string;
  rates: WireRate[];
  messages: { message: string }[];
  selected_rate: WireRate | null;
  postage_label: { label_url: string; label_pdf_url?: string | null } | null;
  tracking_code: string | null;
  tracker: WireTracker | null;
  refund_status: string | null;
}

const text = Joi.string().max(2_000);
const rateSchema = Joi.object({
  id: text.required(),
  carrier: text.required(),
  service: text.required(),
  rate: Joi.string()
    .pattern(/^\d{1,9}(\.\d{1,5})?$/)
    .required(),
  currency: Joi.string()
    .pattern(/^[A-Za-z]{3}$/)
    .required(),
  delivery_days: Joi.number().integer().allow(null).default(null),
}).unknown();

export const trackerSchema = Joi.object<WireTracker>({
  id: text.required(),
  status: text.required(),
  public_url: text.allow(null, '').empty('').default(null),
}).unknown();

export const shipmentSchema = Joi.object<WireShipment>({
  id: text.required(),
  rates: Joi.array().items(rateSchema).max(500).default([]),
  messages: Joi.array()
    .items(Joi.object({ message: Joi.string().allow('').default('') }).unknown())
    .empty(null)
    .default([]),
  selected_rate: rateSchema.allow(null).default(null),
  postage_label: Joi.object({ label_url: text.required(), label_pdf_url: text.allow(null, '') })
    .unknown()
    .allow(null)
    .default(null),
  tracking_code: text.allow(null).default(null),
  tracker: trackerSchema.allow(null).default(null),
  refund_status: text.allow(null).default(null),
}).unknown();

/** Throws UnreadableAnswer. */
export function read<T>(schema: Joi.ObjectSchema<T>, value: unknown): T {
  const result = schema.validate(value, { convert: false });
  if (result.error)
    throw new UnreadableAnswer(`the carrier answered something else: ${result.error.message}`);
  return result.value;
}

const rateOf = ({ id, carrier, service, rate, currency, delivery_days: deliveryDays }: WireRate): Rate => ({
  ...{ id, carrier, service, deliveryDays },
  amount: minorUnits(rate, currency),
  currency: currency.toLowerCase(),
});

/** `7.58` dollars are 758; a fraction of a minor unit is rounded up. */
export function minorUnits(decimal: string, currency: string): number {
  const decimals = decimalsOf(currency.toLowerCase());
  const [whole = '0', fraction = ''] = decimal.split('.');
  const kept = Number(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
  return kept + (/[1-9]/.test(fraction.slice(decimals)) ? 1 : 0);
}

export function shipmentOf(value: unknown): CarrierShipment {
  const wire = read(shipmentSchema, value);
  const { selected_rate: selected, postage_label: label, tracker, tracking_code: code } = wire;
  return {
    id: wire.id,
    rates: wire.rates.map(rateOf),
    messages: wire.messages.map(({ message }) => message),
    isVoided: ['submitted', 'refunded'].includes(wire.refund_status ?? ''),
    label:
      label && selected && tracker && code
        ? {
            url: label.label_pdf_url || label.label_url,
            rate: rateOf(selected),
            trackerId: tracker.id,
            trackingNumber: code,
            trackingUrl: tracker.public_url,
          }
        : undefined,
  };
}
