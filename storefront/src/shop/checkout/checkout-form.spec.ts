import { describe, expect, it } from '@jest/globals';
import type { AccountView } from '@orderwire/contracts';

// The modules of the page expect a browser.
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['es-MX'] }, configurable: true });
Object.assign(globalThis, { localStorage: { getItem: () => null } });

const { fillFromAccount, initialValues, orderRequest } = await import('./checkout-form');

const basket = [{ productId: 'a', quantity: 2 }];
const address = {
  name: 'Ada King',
  line1: 'Ockham Park',
  city: 'Ockham',
  postalCode: 'GU23 6NQ',
  country: 'GB',
};
const account = { name: 'Ada', email: 'ada@example.com', addresses: [address] } as unknown as AccountView;

/** A guest has typed an e-mail address and a shipping address. */
const typed = () => {
  const values = initialValues(undefined);
  Object.assign(values.shippingAddress, {
    name: ' Ada ',
    line1: 'Reforma 1',
    city: 'CDMX',
    postalCode: '06600',
  });
  return { ...values, email: ' guest@example.com ' };
};

describe('the order of the checkout form', () => {
  it('has what was typed, trimmed, and nothing empty', () => {
    expect(orderRequest(typed(), basket, 'usd')).toEqual({
      items: basket,
      currency: 'usd',
      locale: 'es-MX',
      email: 'guest@example.com',
      shippingAddress: { name: 'Ada', line1: 'Reforma 1', city: 'CDMX', postalCode: '06600', country: 'MX' },
    });
  });

  it('has billing details only of the parts that are switched on', () => {
    const values = typed();
    Object.assign(values.billing, { companyName: 'Engines SA', vatId: '', buyerReference: 'PO 7' });
    Object.assign(values.billing.address, address);
    expect(orderRequest(values, basket, 'usd').billing).toBeUndefined();
    expect(orderRequest({ ...values, isCompany: true }, basket, 'usd').billing).toEqual({
      companyName: 'Engines SA',
      buyerReference: 'PO 7',
    });
    expect(orderRequest({ ...values, hasBillingAddress: true }, basket, 'usd').billing).toEqual({ address });
  });

  it('starts with the account and its first address', () => {
    const { email, shippingAddress } = orderRequest(initialValues(account), basket, 'usd');
    expect({ email, shippingAddress }).toEqual({ email: 'ada@example.com', shippingAddress: address });
  });

  it('keeps what was typed before a sign-in, and fills in the rest', () => {
    expect(fillFromAccount(typed(), account)).toEqual(typed());
    const empty = fillFromAccount(initialValues(undefined), account);
    expect(orderRequest(empty, basket, 'usd')).toMatchObject({
      email: 'ada@example.com',
      shippingAddress: address,
    });
  });
});
