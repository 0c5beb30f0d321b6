import { IsIn } from 'class-validator';
import { rule } from './rules.js';

/** Which of a country's rates a product has. */
export const taxClasses = ['standard', 'reduced', 'zero'] as const;

export type TaxClass = (typeof taxClasses)[number];

export const IsTaxClass = () => IsIn(taxClasses);

/** A tax rate in percent: 0 to 100, with at most four decimals, such as 19 or 5.5. */
export const IsPercentage = () =>
  rule(
    'percentage',
    (v) => typeof v === 'number' && v >= 0 && v <= 100 && Number(v.toFixed(4)) === v,
    'must be a number from 0 to 100 with at most four decimals',
  );

/**
 * Why a tax has its rate. `not_subject_to_tax`: the shop has no rate for the country.
 * `reverse_charge`: services to a company in another EU state, which owes the tax;
 * `intra_community_supply`: the same for goods. `export`: goods that leave the EU.
 */
export const taxReasons = [
  'standard_rated',
  'reduced_rated',
  'zero_rated',
  'reverse_charge',
  'intra_community_supply',
  'export',
  'not_subject_to_tax',
] as const;

export type TaxReason = (typeof taxReasons)[number];
