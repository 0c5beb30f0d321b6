import type { TaxRate } from './tax-rates.js';

/** A time that is at most this long ago means now: clocks differ, and requests take time. */
const TOLERANCE_MS = 60_000;

/** The time from which a change holds. Undefined: it is in the past. */
export function timeOfChange(wanted: string | undefined, now: Date): Date | undefined {
  const time = wanted === undefined ? now : new Date(wanted);
  if (time >= now) return time;
  return now.getTime() - time.getTime() <= TOLERANCE_MS ? now : undefined;
}

/** The place of a new rate among those of its country and class. */
export interface Place {
  /** The rate that begins at the same time: there is no place. */
  taken?: TaxRate;
  /** The rate that ends when the new one begins. */
  replaced?: TaxRate;
  /** When the next one begins, and the new one ends; null: never. */
  validUntil: Date | null;
}

/** `known` has the rates that hold at `validFrom` or later, none of them empty. */
export function placeAt(validFrom: Date, known: readonly TaxRate[]): Place {
  const taken = known.find((rate) => rate.validFrom.getTime() === validFrom.getTime());
  const replaced = known.find((rate) => rate.validFrom < validFrom);
  const later = known.filter((rate) => rate.validFrom > validFrom).map((rate) => rate.validFrom.getTime());
  const validUntil = later.length > 0 ? new Date(Math.min(...later)) : null;
  return { ...(taken && { taken }), ...(replaced && { replaced }), validUntil };
}
