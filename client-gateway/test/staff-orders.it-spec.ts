import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CountOrders,
  DeadlineExceeded,
  type FoundOrder,
  GetUser,
  Internal,
  ListOrders,
  ListUsers,
  type OrderView,
  SearchOrders,
  SearchPayments,
  ServiceUnavailable,
  UserNotFound,
} from '@orderwire/contracts';
import { GatewayWorld, staff } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-000000000001';
let world: GatewayWorld;

beforeAll(async () => void (world = await GatewayWorld.create()));
afterEach(() => world.fake.reset());
afterAll(() => world.close());

const get = async (path: string) => world.call('GET', `/api/v1${path}`, undefined, await world.as(staff));

describe('download of orders', () => {
  const order = {
    id,
    status: 'PAID',
    currency: 'usd',
    totalAmount: 1_999,
    taxAmount: 0,
    refundedAmount: 0,
    totalItems: 1,
    items: [{ name: '=Mug', quantity: 1 }],
    email: '=ada@example.com',
    createdAt: '2026-01-01T00:00:00.000Z',
  } as unknown as OrderView;
  const pages = (count: number, nth: (page: number) => OrderView[] = () => [order]) =>
    world.stub(ListOrders, (request) => {
      const page = Number((request as { cursor?: string }).cursor ?? 0);
      return { data: nth(page), meta: { nextCursor: page + 1 < count ? String(page + 1) : null } };
    });
  const counted = (more: boolean) => world.stub(CountOrders, () => ({ count: 1, more }));

  it('has all pages of the filtered list, one line per order', async () => {
    counted(false);
    pages(3);
    const { status, headers, text } = await get('/orders/export.csv?status=PAID,SHIPPED&currency=USD');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="orders-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toContain(`${id},PAID,,2026-01-01T00:00:00.000Z,,USD,19.99,`);
    expect(lines[1]).toContain(`,'=ada@example.com,`);
    const filter = { status: ['PAID', 'SHIPPED'], currency: 'usd' };
    expect(world.fake.requests(CountOrders)).toEqual([{ filter, upTo: 50_000 }]);
    expect(world.fake.requests(ListOrders)[2]).toEqual({ ...filter, limit: 100, cursor: '2' });
  });

  it('has a header only when nothing matches', async () => {
    counted(false);
    pages(1, () => []);
    expect((await get('/orders/export.csv')).text).toMatch(/^id,status,[^\r\n]*\r\n$/);
  });

  it('is refused when more orders match than one file has', async () => {
    counted(true);
    const { status, json } = await get('/orders/export.csv');
    expect([status, json['code'], json['details']]).toEqual([
      422,
      'orders.export_too_large',
      { max: 50_000 },
    ]);
  });

  it('is cut off, and not complete, when a later page fails; the next download starts', async () => {
    counted(false);
    pages(3, (page) => {
      if (page === 1) throw Internal();
      return [order];
    });
    for (let n = 0; n < 3; n++) await expect(get('/orders/export.csv')).rejects.toThrow();
    pages(1);
    expect((await get('/orders/export.csv')).status).toBe(200);
  });

  it('is a problem when the first page fails', async () => {
    counted(false);
    world.fake.on(ListOrders, () => {
      throw ServiceUnavailable();
    });
    expect((await get('/orders/export.csv?email=a@b.example')).status).toBe(503);
  });
});

describe('search', () => {
  const order: FoundOrder = {
    orderId: id,
    match: 'related',
    status: 'PAID',
    paymentState: 'paid',
    currency: 'usd',
    totalAmount: 1_999,
    email: 'ada@example.com',
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const account = { id, name: 'Ada', email: 'ada@example.com', role: 'customer', status: 'active' };
  const answers = () => {
    world.fake.on(SearchOrders, ({ query }) => ({
      data: [{ ...order, match: query ? 'email' : 'related' }],
    }));
    world.fake.on(SearchPayments, ({ query }) => ({ data: [{ orderId: id, kind: 'intent', id: query }] }));
    world.stub(ListUsers, () => ({ data: [account], meta: { nextCursor: null } }));
    world.stub(GetUser, () => account);
  };
  const down = () => {
    throw DeadlineExceeded();
  };

  it('groups what the services find, and adds the orders of payments', async () => {
    answers();
    const { status, json } = await get('/search?q=pi_1');
    expect(status).toBe(200);
    expect(json).toEqual({
      orders: [{ ...order, match: 'email' }],
      payments: [{ orderId: id, kind: 'intent', id: 'pi_1', order }],
      accounts: [account],
      unavailable: [],
    });
    expect(world.fake.requests(ListUsers)).toEqual([{ search: 'pi_1', limit: 10 }]);
  });

  it('reads an account by its id', async () => {
    answers();
    expect((await get(`/search?q=${id.toUpperCase()}`)).json['accounts']).toEqual([account]);
    expect(world.fake.requests(GetUser)).toEqual([{ userId: id }]);
    world.fake.on(GetUser, () => {
      throw UserNotFound();
    });
    expect((await get(`/search?q=${id}`)).json).toMatchObject({ accounts: [], unavailable: [] });
  });

  it.each([
    ['auth-ms', ListUsers, { accounts: [], orders: [{ orderId: id }] }],
    ['payments-ms', SearchPayments, { payments: [], orders: [{ orderId: id }] }],
    ['orders-ms', SearchOrders, { orders: [], payments: [{ orderId: id, order: null }] }],
  ])('says that %s is down, and shows the rest', async (service, contract, rest) => {
    answers();
    world.stub(contract, down);
    const { status, json } = await get('/search?q=ada');
    expect([status, json['unavailable']]).toEqual([200, [service]]);
    expect(json).toMatchObject(rest);
  });

  it('is unavailable when all services are', async () => {
    for (const contract of [ListUsers, SearchPayments, SearchOrders]) world.stub(contract, down);
    expect((await get('/search?q=ada')).status).toBe(503);
  });

  it.each([
    '',
    '?q=',
    '?q=ab',
    `?q=${'x'.repeat(255)}`,
    '?q=%00%01%02',
    '?q=%20%20%20%20',
    '?q=ada&q=eve',
    '?q=ada&x=1',
  ])('with %j is a 400 that names the field', async (query) => {
    const { status, json } = await get(`/search${query}`);
    expect([status, json.errors?.length]).toEqual([400, 1]);
    expect(world.fake.calls).toEqual([]);
  });
});
