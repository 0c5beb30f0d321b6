import Joi from 'joi';
import { notFound, unprocessable } from '../api/api-error.js';
import { type Core, dated } from '../core.js';
import { newId } from '../store/ids.js';
import type { AddressFields, AddressRecord } from '../store/records.js';

const line = Joi.string().max(500).allow(null, '').empty('').default(null);
const FIELDS = Joi.object<AddressFields>({
  name: line,
  company: line,
  street1: line,
  street2: line,
  city: line,
  state: line,
  zip: line,
  country: line,
  phone: line,
  email: line,
});

/** Reads the fields of an address, or finds it by `{ id }`. A new one is not stored. */
export function readAddress(core: Core, given: unknown, field: string): AddressRecord {
  if (typeof given !== 'object' || given === null)
    throw unprocessable('PARAMETER.REQUIRED', `Missing required parameter: ${field}`, [
      { field, message: 'cannot be blank' },
    ]);
  if ('id' in given && typeof given.id === 'string') {
    const found = core.store.get('address', given.id);
    if (!found) throw notFound();
    return found;
  }
  const { error, value } = FIELDS.validate(given, { stripUnknown: true });
  if (error)
    throw unprocessable('PARAMETER.INVALID', `Invalid ${field}: ${error.message}`, [
      { field, message: error.message },
    ]);
  return { id: newId.address(), ...dated(), ...value };
}
