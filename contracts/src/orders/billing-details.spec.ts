import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { CreateOrderRequest } from './create-order.js';

const address = {
  name: 'Ada',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postalCode: '10117',
  country: 'de',
};
const company = { companyName: 'Ada GmbH', vatId: 'de 123 456 789' };

const orderWith = (fields: object): CreateOrderRequest =>
  plainToInstance(CreateOrderRequest, {
    items: [{ productId: '019a0000-0000-7000-8000-000000000001', quantity: 1 }],
    ...fields,
  });

const messagesIn = (errors: ValidationError[]): string[] =>
  errors.flatMap(({ constraints, children }) => [
    ...Object.values(constraints ?? {}),
    ...messagesIn(children ?? []),
  ]);

const problemsOf = (fields: object) => messagesIn(validateSync(orderWith(fields)));

describe('the billing details of an order', () => {
  it.each<object>([
    {},
    { billing: {} },
    { billing: { companyName: 'Ada GmbH' } },
    { billing: { buyerReference: '04011000-1234512345-06' } },
    { billing: { ...company, address } },
    { billing: company, shippingAddress: address },
    { billing: { companyName: '', vatId: ' ', buyerReference: null } },
  ])('%j are complete', (fields) => expect(problemsOf(fields)).toEqual([]));

  it('have a normalised VAT id and no empty fields', () => {
    const { billing } = orderWith({ billing: { ...company, buyerReference: '', address } });
    expect(billing).toMatchObject({ vatId: 'DE123456789', address: { country: 'DE' } });
    expect(JSON.stringify(billing)).not.toContain('buyerReference');
  });

  it.each<[object, string]>([
    [{ billing: { vatId: 'DE123456789', address } }, 'vatId needs `companyName`'],
    [{ billing: company }, 'billing with a VAT id needs an address'],
    [{ billing: { ...company, vatId: 'DE1', address } }, 'vatId must be a VAT id that starts with'],
    [{ billing: { ...company, vatId: 42, address } }, 'vatId must be a VAT id that starts with'],
    [{ billing: { companyName: 'a'.repeat(201) } }, 'companyName must be one line of 1 to 200'],
    [{ billing: { address: { ...address, country: 'XX' } } }, 'country must be the two-letter code'],
    [{ billing: 'Ada GmbH' }, 'nested property billing'],
  ])('%j are refused: %s', (fields, message) => expect(problemsOf(fields).join()).toContain(message));
});
