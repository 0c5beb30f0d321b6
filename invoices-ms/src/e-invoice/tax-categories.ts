import type { TaxReason } from '@orderwire/contracts';

/** Code of UNTDID 5305, and for a category without tax the reason with its VATEX code. */
export interface TaxCategory {
  readonly code: 'S' | 'Z' | 'AE' | 'K' | 'G' | 'O';
  readonly exemption?: { readonly code: string; readonly text: string };
}

/** The VAT category of each reason, as EN 16931 names them. */
export const taxCategories: Readonly<Record<TaxReason, TaxCategory>> = {
  standard_rated: { code: 'S' },
  reduced_rated: { code: 'S' },
  zero_rated: { code: 'Z' },
  reverse_charge: { code: 'AE', exemption: { code: 'VATEX-EU-AE', text: 'Reverse charge' } },
  intra_community_supply: { code: 'K', exemption: { code: 'VATEX-EU-IC', text: 'Intra-Community supply' } },
  export: { code: 'G', exemption: { code: 'VATEX-EU-G', text: 'Export outside the EU' } },
  not_subject_to_tax: { code: 'O', exemption: { code: 'VATEX-EU-O', text: 'Not subject to VAT' } },
};
