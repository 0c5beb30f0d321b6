import Joi from 'joi';
import { unprocessable } from '../api/api-error.js';
import { readAddress } from './read-address.js';
import { type Core, dated } from '../core.js';
import { newId } from '../store/ids.js';
import type { AddressRecord, Parcel, ShipmentRecord } from '../store/records.js';
import { CARRIER, ratesOf } from './rates.js';
import { isServed } from './verify-address.js';

const size = Joi.number().positive().max(1_000).allow(null).default(null);
const PARCEL = Joi.object<Omit<Parcel, 'id'>>({
  length: size,
  width: size,
  height: size,
  weight: Joi.number().positive().max(100_000).required(),
}).unknown();

/** Creates a shipment with the rates of all services. */
export function createShipment(core: Core, given: Record<string, unknown>): ShipmentRecord {
  const from = readAddress(core, given['from_address'], 'from_address');
  const to = readAddress(core, given['to_address'], 'to_address');
  const isReturn = given['is_return'] === true;
  const parcel = readParcel(given['parcel']);
  const reference = typeof given['reference'] === 'string' ? given['reference'].slice(0, 200) : null;
  const refusals = [from, to].filter((address) => !isServed(address)).map(refusal);
  return core.store.put('shipment', {
    id: newId.shipment(),
    ...dated(),
    reference,
    isReturn,
    // EasyPost swaps the addresses of a return: the parcel goes from `to_address` to `from_address`.
    to: isReturn ? from : to,
    from: isReturn ? to : from,
    parcel,
    rates: refusals.length > 0 ? [] : ratesOf(from, to, parcel.weight),
    messages: refusals,
    selectedRate: null,
    trackerId: null,
    trackingCode: null,
    labelKey: null,
    refundStatus: null,
  });
}

const refusal = ({ country }: AddressRecord): string => `${CARRIER} does not serve ${country}.`;

function readParcel(given: unknown): Parcel {
  const { error, value } = PARCEL.validate(given ?? {}, { stripUnknown: true });
  if (error)
    throw unprocessable('SHIPMENT.PARCEL.INVALID', `Invalid parcel: ${error.message}`, [
      { field: 'parcel', message: error.message },
    ]);
  return { id: newId.parcel(), ...value };
}
