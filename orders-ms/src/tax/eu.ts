/** The member states of the EU, whose VAT law is one. ISO 3166-1 alpha-2. */
const members = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

export const isInEu = (country: string | null): boolean => country !== null && members.has(country);

/** Whether they are two different member states. */
export const areTwoMembers = (one: string | null, other: string | null): boolean =>
  one !== other && isInEu(one) && isInEu(other);

/** Whether a VAT id was issued by this member state. The prefix of Greece is EL. */
export const isVatIdOf = (country: string, vatId: string): boolean =>
  vatId.startsWith(country === 'GR' ? 'EL' : country);
