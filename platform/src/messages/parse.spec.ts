import { describe, expect, it } from '@jest/globals';
import {
  allEvents,
  allRpcs,
  CreateOrderRequest,
  Fault,
  type MessageClass,
  UpdateProductRequest,
} from '@orderwire/contracts';
import { type MessageSchema, messageSchemas } from '@orderwire/contracts/schemas';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { type MessageError, parseMessage } from './parse.js';

const productId = '018f2c1e-0000-7000-8000-000000000001';
const errorsIn = (type: MessageClass<object>, plain: unknown): MessageError[] => {
  try {
    parseMessage(type, plain, 'refuse');
    return [];
  } catch (error) {
    if (error instanceof Fault) return error.details?.['errors'] as MessageError[];
    throw error;
  }
};
const errorsOf = (plain: unknown): MessageError[] => {
  const errors = errorsIn(CreateOrderRequest, plain);
  if (errors.length === 0) throw new Error('expected a fault');
  return errors;
};

describe('a message', () => {
  it('becomes an instance of its class, nested objects included', () => {
    const message = parseMessage(
      CreateOrderRequest,
      { items: [{ productId, quantity: 2 }], currency: 'USD' },
      'refuse',
    );
    expect(message).toBeInstanceOf(CreateOrderRequest);
    expect(message).toEqual({ items: [{ productId, quantity: 2 }], currency: 'usd' });
  });

  it.each([
    ['a negative quantity', { items: [{ productId, quantity: -1 }] }, 'items.0.quantity'],
    ['a zero quantity', { items: [{ productId, quantity: 0 }] }, 'items.0.quantity'],
    ['a fractional quantity', { items: [{ productId, quantity: 1.5 }] }, 'items.0.quantity'],
    ['a quantity as text', { items: [{ productId, quantity: '1' }] }, 'items.0.quantity'],
    ['an endless quantity', { items: [{ productId, quantity: Infinity }] }, 'items.0.quantity'],
    ['a malformed id', { items: [{ productId: 'x', quantity: 1 }] }, 'items.0.productId'],
    ['a price from the client', { items: [{ productId, quantity: 1, price: 1 }] }, 'items.0.price'],
    ['a role from the client', { items: [{ productId, quantity: 1 }], role: 'admin' }, 'role'],
    ['no lines', { items: [] }, 'items'],
    ['too many lines', { items: Array.from({ length: 101 }, () => ({ productId, quantity: 1 })) }, 'items'],
    ['lines that are no list', { items: { productId, quantity: 1 } }, 'items'],
    ['a line that is null', { items: [null] }, 'items.0'],
    ['a list as a line', { items: [[]] }, 'items.0'],
    ['a list around a line', { items: [[{ productId, quantity: 1 }]] }, 'items.0'],
    ['a list as address', { items: [{ productId, quantity: 1 }], shippingAddress: [] }, 'shippingAddress'],
    ['a text as address', { items: [{ productId, quantity: 1 }], shippingAddress: 'x' }, 'shippingAddress'],
    ['an unknown currency', { items: [{ productId, quantity: 1 }], currency: 'zzz' }, 'currency'],
    ['nothing at all', null, ''],
    ['a list', [], ''],
  ])('is refused with the path of the invalid field: %s', (_name, plain, path) => {
    expect(errorsOf(plain).map((error) => error.path)).toContain(path);
  });

  it('is not changed by __proto__ in JSON', () => {
    const plain: unknown = JSON.parse(
      `{"items":[{"productId":"${productId}","quantity":1}],"__proto__":{"admin":true}}`,
    );
    try {
      const message = parseMessage(CreateOrderRequest, plain, 'refuse');
      expect((message as unknown as Record<string, unknown>)['admin']).toBeUndefined();
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('is refused without repeating its values', () => {
    expect(JSON.stringify(errorsOf({ items: [{ productId: 'hunter2', quantity: 1 }] }))).not.toContain(
      'hunter2',
    );
  });
});

describe('the errors of a message', () => {
  const line = { productId, quantity: 1 };

  it('say that a field is missing, and name the type before the limits', () => {
    expect(
      errorsOf({ items: [{}, { productId, quantity: '1' }], shippingAddress: { country: 'GB' } }),
    ).toEqual([
      { path: 'items.0.productId', message: 'productId is missing' },
      { path: 'items.0.quantity', message: 'quantity is missing' },
      { path: 'items.1.quantity', message: 'quantity must be an integer number' },
      { path: 'shippingAddress.name', message: 'name is missing' },
      { path: 'shippingAddress.line1', message: 'line1 is missing' },
      { path: 'shippingAddress.city', message: 'city is missing' },
      { path: 'shippingAddress.postalCode', message: 'postalCode is missing' },
    ]);
  });

  it('are one for a null in an optional field of a request, and none in one of an event', () => {
    const plain = { items: [line], email: null };
    expect(errorsOf(plain)).toEqual([{ path: 'email', message: 'email must not be null' }]);
    expect(parseMessage(CreateOrderRequest, plain, 'drop').email).toBeUndefined();
  });

  it('are none for a null that clears a field', () => {
    const request = parseMessage(UpdateProductRequest, { productId, description: null }, 'refuse');
    expect([request.name, request.description]).toEqual([undefined, null]);
  });

  it('are at most 50, with names of at most 100 characters', () => {
    const fields = Array.from({ length: 500 }, (_, index) => [`${index}${'x'.repeat(1_000)}`, 1] as const);
    const errors = errorsOf(Object.fromEntries(fields));
    expect([errors.length, Math.max(...errors.map(({ path }) => path.length))]).toEqual([50, 100]);
  });
});

/** The classes and, at any depth, the classes of their fields. */
function withNested(roots: MessageClass<object>[]): MessageClass<object>[] {
  const all = new Set(roots);
  for (const type of all)
    for (const field of Object.keys(new type())) {
      const nested = defaultMetadataStorage.findTypeMetadata(type, field)?.typeFunction();
      if (nested) all.add(nested as MessageClass<object>);
    }
  return [...all];
}

/** Every class that a service reads from outside. */
const requests = withNested([...allRpcs().values()].map(({ request }) => request));
const payloads = withNested([...allEvents().values()].map(({ payload }) => payload));
const schemas = messageSchemas('');

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const notStorable = ['a\u0000b', '\ud800', 'a\udc00'];
const objects = [{}, { a: 1 }, JSON.parse('{"__proto__":{"x":1}}') as unknown];
const lists = [[], [[]], [null], [[{}]], nested(5_000)];
const scalars = [0, 1.5, true, 'x', 'x'.repeat(100_000), ...notStorable];

/** Values of a shape that the schema of the field does not have. */
function wrongValues({ $ref, allOf, type, properties }: MessageSchema): unknown[] {
  if ($ref ?? allOf) return [...lists, ...scalars];
  if (type === 'array') return [...objects, ...scalars, [[]], [null], [{}, 1], [nested(5_000)]];
  // An object without a class holds any JSON that can be stored.
  if (type === 'object' && !properties) return [...lists, ...scalars, { a: nested(40) }, { a: 'b\u0000' }];
  const others = type === 'string' ? [0, true, ...notStorable] : type === 'boolean' ? [0, 'x'] : [true, 'x'];
  return [...objects, ...lists, ...others];
}

const isIn = (path: string, field: string) => path === field || path.startsWith(`${field}.`);

describe.each(
  [...new Set([...requests, ...payloads])].map(
    (type) => [type.name, type, schemas[type.name]?.properties ?? {}] as const,
  ),
)('%s', (name, type, properties) => {
  it('refuses every value of another shape, and names its field', () => {
    const accepted = Object.entries(properties).flatMap(([field, schema]) =>
      wrongValues(schema)
        .filter((value) => !errorsIn(type, { [field]: value }).some(({ path }) => isIn(path, field)))
        .map((value) => [field, value]),
    );
    expect(accepted).toEqual([]);
  });

  it('names the fields that are missing', () => {
    const missing = (schemas[name]?.required ?? []).filter((field) => !properties[field]?.nullable);
    expect(errorsIn(type, {})).toEqual(
      expect.arrayContaining(missing.map((path) => ({ path, message: `${path} is missing` }))),
    );
    const nulls = Object.fromEntries(missing.map((field) => [field, null]));
    expect(errorsIn(type, nulls).map(({ path }) => path)).toEqual(expect.arrayContaining(missing));
  });
});

describe('the texts and numbers of a request', () => {
  it.each(requests.map((type) => [type.name, type] as const))('are limited: %s', (_name, type) => {
    const large: Record<string, unknown> = { string: 'x'.repeat(100_000), integer: 2 ** 60 };
    for (const [field, { type: kind = '' }] of Object.entries(schemas[type.name]?.properties ?? {}))
      if (kind in large)
        expect(errorsIn(type, { [field]: large[kind] }).map(({ path }) => path)).toContain(field);
  });
});
