import type { Address } from '@orderwire/contracts';
import { countryName } from '../../../i18n/format';

/** A postal address in lines. */
export const AddressText = ({ address }: { address: Address }) => (
  <address className="not-italic">
    {[
      address.name,
      address.line1,
      address.line2,
      [address.postalCode, address.city].filter(Boolean).join(' '),
      address.state,
      countryName(address.country),
    ]
      .filter(Boolean)
      .map((line, index) => (
        <span key={index} className="block">
          {line}
        </span>
      ))}
  </address>
);
