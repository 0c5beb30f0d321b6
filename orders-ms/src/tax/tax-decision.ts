import type { TaxClass, TaxReason } from '@orderwire/contracts';
import { areTwoMembers, isInEu, isVatIdOf } from './eu.js';
import type { TaxRate, TaxRates } from './tax-rates.js';

/** Who sells to whom, and when. Countries are ISO 3166-1 alpha-2. */
export interface Supply {
  sellerCountry: string | null;
  shippingCountry: string | null;
  billingCountry: string | null;
  vatId: string | null;
  at: Date;
}

/** How lines of a class are taxed. Percentages are in 1/10000 %. */
export interface TaxDecision {
  reason: TaxReason;
  name: string;
  /** The country of the rate; null without a rate. */
  country: string | null;
  percentage: number;
  inclusive: boolean;
  /** The seller's own tax in the price, which the buyer does not owe; else 0. */
  takenOut: number;
}

/** Where the supply is taxed; null: nowhere. */
const placeOf = ({ shippingCountry, billingCountry, sellerCountry }: Supply): string | null =>
  shippingCountry ?? billingCountry ?? sellerCountry;

/**
 * The tax of a class of products:
 * - To a company with a VAT id of its EU state, from another one: none, the buyer owes it.
 * - To a country with rates: its rate.
 * - To a consumer in an EU state without rates, from another one: the seller's rate.
 * - To other countries: none. From the EU and with a shipping address outside it is an export.
 *
 * Where the law frees a supply (a VAT id, an export), or a country outside the EU adds its own tax, the
 * seller's included tax leaves the price.
 */
export function decideTax(supply: Supply, rates: TaxRates, taxClass: TaxClass): TaxDecision {
  const { sellerCountry, shippingCountry, vatId, at } = supply;
  const place = placeOf(supply);
  const home = sellerCountry === null ? undefined : rates.find(sellerCountry, taxClass, at);
  const free = (reason: TaxReason, takenOut = 0): TaxDecision => ({
    reason,
    name: home?.name ?? 'Tax',
    country: null,
    percentage: 0,
    inclusive: false,
    takenOut,
  });
  if (place === null) return free('not_subject_to_tax');
  const included = home?.inclusive ? home.percentage : 0;
  const crossesBorder = areTwoMembers(sellerCountry, place);
  if (crossesBorder && vatId !== null && isVatIdOf(place, vatId))
    return free(shippingCountry === null ? 'reverse_charge' : 'intra_community_supply', included);
  const rate = rates.find(place, taxClass, at) ?? (crossesBorder ? home : undefined);
  const leavesEu = isInEu(sellerCountry) && shippingCountry !== null && !isInEu(shippingCountry);
  if (rate) return { ...rated(rate), takenOut: leavesEu && !rate.inclusive ? included : 0 };
  return leavesEu ? free('export', included) : free('not_subject_to_tax');
}

const rated = ({
  name,
  country,
  percentage,
  inclusive,
  taxClass,
}: TaxRate): Omit<TaxDecision, 'takenOut'> => ({
  reason: percentage === 0 ? 'zero_rated' : taxClass === 'reduced' ? 'reduced_rated' : 'standard_rated',
  name,
  country,
  percentage,
  inclusive,
});
