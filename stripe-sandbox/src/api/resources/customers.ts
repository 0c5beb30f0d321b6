import type { Core } from '../../core.js';
import { renderCustomer } from '../../objects/customer.js';
import { newId, randomLetters } from '../../store/ids.js';
import { addressOf, type AddressRecord, type CustomerRecord } from '../../store/records.js';
import { noSuch } from '../api-error.js';
import type { Endpoints } from '../endpoint.js';
import { createdSpan, LIST, listPage } from './list.js';
import type { Params } from '../params.js';
import { RANGE, type Shape } from '../shape.js';

const WRITE: Shape = {
  email: 'value',
  name: 'value',
  phone: 'value',
  description: 'value',
  metadata: 'hash',
  address: {
    city: 'value',
    country: 'value',
    line1: 'value',
    line2: 'value',
    postal_code: 'value',
    state: 'value',
  },
  expand: 'list',
};

/** `/v1/customers`, as far as Checkout needs them. */
export function customerRoutes(core: Core, endpoints: Endpoints): void {
  const rows = core.store.rows.customer;
  const find = (id: string): CustomerRecord => {
    const customer = rows.get(id);
    if (!customer) throw noSuch('customer', id);
    return customer;
  };
  endpoints.post('/customers', WRITE, (params, change) => {
    const id = newId.customer();
    const empty = { email: null, name: null, phone: null, description: null, address: null, metadata: {} };
    const invoicePrefix = randomLetters(8).toUpperCase();
    change.put('customer', { id, created: core.seconds, invoicePrefix, ...empty, ...readFields(params, {}) });
    change.event('customer', id, 'customer.created');
    return { kind: 'customer', id };
  });
  endpoints.get('/customers/:id', { expand: 'list' }, (_params, id) => renderCustomer(find(id)));
  endpoints.post('/customers/:id', WRITE, (params, change, id) => {
    change.set('customer', id, readFields(params, find(id).metadata));
    change.event('customer', id, 'customer.updated');
    return { kind: 'customer', id };
  });
  endpoints.get('/customers', { ...LIST, email: 'value', created: RANGE }, (params, _id, form) => {
    const email = params.text('email');
    const created = createdSpan(params, form['created']);
    return listPage(rows, params, {
      what: 'customer',
      url: '/v1/customers',
      created,
      keep: (row) => !email || row.email === email,
      render: renderCustomer,
    });
  });
}

function readFields(params: Params, metadata: Record<string, string>): Partial<CustomerRecord> {
  return {
    ...(params.has('email') && { email: params.email('email') ?? null }),
    ...(params.has('name') && { name: params.text('name', 256) ?? null }),
    ...(params.has('phone') && { phone: params.text('phone', 20) ?? null }),
    ...(params.has('description') && { description: params.text('description', 350) ?? null }),
    ...(params.has('address') && { address: readAddress(params.nested('address')) }),
    metadata: params.metadata('metadata', metadata),
  };
}

function readAddress(params: Params): AddressRecord {
  const names = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'] as const;
  return addressOf(Object.fromEntries(names.map((name) => [name, params.text(name)])));
}
