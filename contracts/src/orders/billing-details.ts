import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { Address, blankIsMissing } from '../address.js';
import { allOf, IsSingleLine, rule } from '../rules.js';
import { IsVatId } from '../vat-ids.js';

/** Who an order is billed to, if not the person it is shipped to. Empty fields are the same as missing. */
export class BillingDetails {
  @blankIsMissing()
  @IsOptional()
  @IsSingleLine(200)
  companyName?: string;

  /** With its country's prefix; stored in upper case without blanks. It needs a company name and an address. */
  @blankIsMissing()
  @IsOptional()
  @IsVatId()
  @rule(
    'vatIdOfCompany',
    (_, of) => Boolean(Object(of?.object)['companyName']),
    'needs `companyName`: the company that it belongs to',
  )
  vatId?: string;

  /** The buyer's own reference, such as a German Leitweg-ID or an order number. */
  @blankIsMissing()
  @IsOptional()
  @IsSingleLine(100)
  buyerReference?: string;

  /** Default: the shipping address. */
  @IsOptional()
  @ValidateNested()
  @Type(() => Address)
  address?: Address;
}

/** Billing details of a message with a `shippingAddress`: a VAT id needs one of the two addresses. */
export const IsBilling = () =>
  allOf(
    IsOptional(),
    ValidateNested(),
    Type(() => BillingDetails),
    rule(
      'billing',
      (v, of) => {
        const { vatId, address } = (v ?? {}) as BillingDetails;
        // Its fields are not converted yet: a blank is none.
        if (typeof vatId !== 'string' || vatId.trim() === '') return true;
        return Boolean(address ?? (of?.object as { shippingAddress?: Address }).shippingAddress);
      },
      'with a VAT id needs an address: `billing.address` or `shippingAddress`',
    ),
  );
