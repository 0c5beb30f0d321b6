import { newId } from '../store/ids.js';
import type { AddressFields, RateRecord } from '../store/records.js';

/** The carrier's name in rates and trackers. */
export const CARRIER = 'SandboxPost';

const SERVICES = [
  { service: 'Economy', base: 420, perOunce: 6, days: 6 },
  { service: 'Standard', base: 758, perOunce: 9, days: 3 },
  { service: 'Express', base: 2195, perOunce: 20, days: 1 },
] as const;

/** Days and price factor of a parcel that crosses a border. */
const ABROAD = { days: 5, factor: 2.4 };

/** The prices of all services for a parcel, by its weight and whether it crosses a border. */
export function ratesOf(from: AddressFields, to: AddressFields, ounces: number): RateRecord[] {
  const abroad = from.country?.toUpperCase() !== to.country?.toUpperCase();
  return SERVICES.map(({ service, base, perOunce, days }) => ({
    id: newId.rate(),
    service: abroad ? `International${service}` : service,
    cents: Math.round((base + perOunce * ounces) * (abroad ? ABROAD.factor : 1)),
    days: days + (abroad ? ABROAD.days : 0),
  }));
}
