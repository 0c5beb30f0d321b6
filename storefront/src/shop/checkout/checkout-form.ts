import type { AccountView, CreateOrderRequest } from '@orderwire/contracts';
import type { FieldPath } from 'react-hook-form';
import { formatLocale } from '../../i18n/locale';
import type { Basket } from '../basket/basket';
import { addressOf, type AddressValues, addressValues, emptyAddress, guessedCountry } from './address';

/** The checkout as it was typed. */
export interface CheckoutValues {
  email: string;
  shippingAddress: AddressValues;
  isCompany: boolean;
  /** The bill goes to another address than the parcel. */
  hasBillingAddress: boolean;
  billing: { companyName: string; vatId: string; buyerReference: string; address: AddressValues };
}

/** The fields that the server may refuse. */
export const checkoutFields: readonly FieldPath<CheckoutValues>[] = [
  'email',
  ...Object.keys(emptyAddress).flatMap((field) => [
    `shippingAddress.${field as keyof AddressValues}` as const,
    `billing.address.${field as keyof AddressValues}` as const,
  ]),
  ...(['companyName', 'vatId', 'buyerReference'] as const).map((field) => `billing.${field}` as const),
];

/** The form before anything is typed: what the account knows. */
export function initialValues(account: AccountView | undefined): CheckoutValues {
  const address = account?.addresses[0];
  return {
    email: account?.email ?? '',
    shippingAddress: address
      ? addressValues(address)
      : { ...emptyAddress, name: account?.name ?? '', country: guessedCountry() },
    isCompany: false,
    hasBillingAddress: false,
    billing: {
      companyName: '',
      vatId: '',
      buyerReference: '',
      address: { ...emptyAddress, country: guessedCountry() },
    },
  };
}

/** After a sign-in: typed text stays, and the account fills what is empty. */
export function fillFromAccount(values: CheckoutValues, account: AccountView): CheckoutValues {
  const { email, shippingAddress } = initialValues(account);
  const untouched = !values.shippingAddress.line1.trim() && !values.shippingAddress.city.trim();
  return {
    ...values,
    email: values.email.trim() ? values.email : email,
    shippingAddress: untouched ? shippingAddress : values.shippingAddress,
  };
}

/** The order of the form: empty fields, and those of parts that are switched off, are left out. */
export function orderRequest(values: CheckoutValues, basket: Basket, currency: string): CreateOrderRequest {
  const { email, shippingAddress, isCompany, hasBillingAddress, billing } = values;
  const company = isCompany
    ? trimmed({
        companyName: billing.companyName,
        vatId: billing.vatId,
        buyerReference: billing.buyerReference,
      })
    : {};
  const details = { ...company, ...(hasBillingAddress && { address: addressOf(billing.address) }) };
  return {
    items: basket.map(({ productId, quantity }) => ({ productId, quantity })),
    currency,
    locale: formatLocale,
    email: email.trim(),
    shippingAddress: addressOf(shippingAddress),
    ...(Object.keys(details).length > 0 && { billing: details }),
  };
}

const trimmed = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : [])),
  );

const KEY = 'checkout';

/** Keeps what was typed while the tab is open. */
export const keepDraft = (values: CheckoutValues): void =>
  sessionStorage.setItem(KEY, JSON.stringify(values));

export const forgetDraft = (): void => sessionStorage.removeItem(KEY);

export function storedDraft(): CheckoutValues | undefined {
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as CheckoutValues | null;
    return stored && stored.shippingAddress && stored.billing?.address ? stored : undefined;
  } catch {
    return undefined;
  }
}
