import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetOrderTimeline, GetProduct, ListProducts } from '@orderwire/contracts';
import { admin, GatewayWorld } from './gateway-world.js';
import { paymentRoutes } from './payment-routes.js';

const id = '019a0000-0000-7000-8000-000000000001';
const product = { name: 'Desk', prices: [{ currency: 'usd', amount: 4900 }] };
const items = [{ productId: id, quantity: 2 }];

const passwords = { currentPassword: 'old', newPassword: 'a new password' };
const reset = { token: 't', newPassword: 'a new password' };
const taxRate = { country: 'DE', taxClass: 'reduced', name: 'VAT', percentage: 7, inclusive: true };
const endpoint = { url: 'https://shop.example/hooks', events: ['order.*'] };
const bulk = { action: 'refund', filter: { status: ['PAID'], currency: 'usd' }, dryRun: true };
const range = { which: 'failed', from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' };
const move = { newEmail: 'b@b.example', password: 'x' };

describe('the API', () => {
  let world: GatewayWorld;

  beforeAll(async () => void (world = await GatewayWorld.create()));
  beforeEach(() => world.fake.reset());
  afterAll(() => world.close());

  it.each([
    ['GET', '/products', undefined, 200, 'products.list', {}],
    [
      'GET',
      '/products?search=desk&minPrice=1&maxPrice=5&available=true&currency=EUR&limit=3&cursor=abc',
      undefined,
      200,
      'products.list',
      { search: 'desk', minPrice: 1, maxPrice: 5, available: true, currency: 'eur', limit: 3, cursor: 'abc' },
    ],
    ['POST', '/products', product, 201, 'products.create', product],
    ['GET', `/products/${id}`, undefined, 200, 'products.get', { productId: id }],
    ['PATCH', `/products/${id}`, { name: 'Table' }, 200, 'products.update', { productId: id, name: 'Table' }],
    ['DELETE', `/products/${id}`, undefined, 200, 'products.delete', { productId: id }],
    [
      'POST',
      `/products/${id}/stock-adjustments`,
      { delta: -1, reason: 'broken' },
      201,
      'products.adjust_stock',
      { productId: id, delta: -1, reason: 'broken' },
    ],
    [
      'GET',
      `/products/${id}/stock-ledger?limit=50&cursor=abc`,
      undefined,
      200,
      'products.stock_ledger',
      { productId: id, limit: 50, cursor: 'abc' },
    ],
    [
      'POST',
      '/products',
      { ...product, lowThreshold: 5 },
      201,
      'products.create',
      { ...product, lowThreshold: 5 },
    ],
    [
      'PATCH',
      `/products/${id}`,
      { lowThreshold: null },
      200,
      'products.update',
      { productId: id, lowThreshold: null },
    ],
    ['POST', '/orders', { items }, 201, 'orders.create', { items }],
    [
      'GET',
      '/orders?status=PAID&from=2026-01-01T00:00:00Z&limit=100',
      undefined,
      200,
      'orders.list',
      { status: ['PAID'], from: '2026-01-01T00:00:00Z', limit: 100 },
    ],
    [
      'GET',
      '/orders?status=PAID&status=SHIPPED&paymentState=refunded,paid&refundPending=true&currency=EUR&minAmount=5',
      undefined,
      200,
      'orders.list',
      {
        status: ['PAID', 'SHIPPED'],
        paymentState: ['refunded', 'paid'],
        refundPending: true,
        currency: 'eur',
        minAmount: 5,
      },
    ],
    ['GET', `/orders/${id}`, undefined, 200, 'orders.get', { orderId: id }],
    ['GET', `/orders/${id}/timeline`, undefined, 200, 'orders.timeline', { orderId: id }],
    ['POST', `/orders/${id}/cancel`, undefined, 200, 'orders.cancel', { orderId: id }],
    [
      'POST',
      `/orders/${id}/cancel`,
      { reason: 'late' },
      200,
      'orders.cancel',
      { orderId: id, reason: 'late' },
    ],
    [
      'POST',
      `/orders/${id}/payment-session`,
      undefined,
      201,
      'orders.renew_payment_session',
      { orderId: id },
    ],
    [
      'POST',
      `/orders/${id}/refunds`,
      { amount: 5, reason: 'duplicate' },
      201,
      'orders.refund',
      { orderId: id, amount: 5, reason: 'duplicate' },
    ],
    ['POST', '/orders/bulk-actions', bulk, 202, 'orders.start_bulk_action', bulk],
    ['GET', '/orders/bulk-actions?limit=5', undefined, 200, 'orders.list_bulk_actions', { limit: 5 }],
    ['GET', `/orders/bulk-actions/${id}`, undefined, 200, 'orders.get_bulk_action', { bulkActionId: id }],
    [
      'POST',
      `/orders/bulk-actions/${id}/stop`,
      undefined,
      200,
      'orders.stop_bulk_action',
      { bulkActionId: id },
    ],
    ...paymentRoutes(id),
    ['GET', '/orders?dispute=open', undefined, 200, 'orders.list', { dispute: 'open' }],
    [
      'PATCH',
      `/orders/${id}/status`,
      { status: 'SHIPPED' },
      200,
      'orders.change_status',
      { orderId: id, status: 'SHIPPED' },
    ],
    [
      'PUT',
      `/orders/${id}/assignee`,
      { assigneeId: null },
      200,
      'orders.assign',
      { orderId: id, assigneeId: null },
    ],
    ['GET', '/auth/me', undefined, 200, 'auth.me', {}],
    ['PATCH', '/auth/me', { name: 'Ada' }, 200, 'auth.update_profile', { name: 'Ada' }],
    ['DELETE', '/auth/me', { password: 'x' }, 200, 'auth.delete_account', { password: 'x' }],
    ['GET', '/auth/sessions', undefined, 200, 'auth.list_sessions', {}],
    ['DELETE', `/auth/sessions/${id}`, undefined, 200, 'auth.revoke_session', { sessionId: id }],
    ['POST', '/auth/logout-everywhere', undefined, 200, 'auth.logout_everywhere', {}],
    ['POST', '/auth/password', passwords, 200, 'auth.change_password', passwords],
    [
      'POST',
      '/auth/password-reset',
      { email: 'a@b.example' },
      202,
      'auth.request_password_reset',
      { email: 'a@b.example' },
    ],
    ['POST', '/auth/password-reset/confirm', reset, 200, 'auth.reset_password', reset],
    ['POST', '/auth/email-verification', undefined, 202, 'auth.request_email_verification', {}],
    ['POST', '/auth/email-verification/confirm', { token: 't' }, 200, 'auth.verify_email', { token: 't' }],
    ['POST', '/auth/email-change', move, 202, 'auth.request_email_change', move],
    ['POST', '/auth/email-change/confirm', { token: 't' }, 200, 'auth.confirm_email_change', { token: 't' }],
    ['GET', '/users?role=staff', undefined, 200, 'auth.list_users', { role: 'staff' }],
    ['GET', `/users/${id}`, undefined, 200, 'auth.get_user', { userId: id }],
    ['PUT', `/users/${id}/role`, { role: 'staff' }, 200, 'auth.grant_role', { userId: id, role: 'staff' }],
    ['POST', `/users/${id}/disable`, undefined, 200, 'auth.disable_account', { userId: id }],
    ['POST', `/users/${id}/enable`, undefined, 200, 'auth.enable_account', { userId: id }],
    ['GET', '/audit-log?action=login', undefined, 200, 'auth.list_audit', { action: 'login' }],
    ['GET', '/tax-rates?country=de', undefined, 200, 'orders.list_tax_rates', { country: 'DE' }],
    ['POST', '/tax-rates', taxRate, 201, 'orders.create_tax_rate', taxRate],
    ['POST', `/tax-rates/${id}/end`, undefined, 200, 'orders.end_tax_rate', { taxRateId: id }],
    ['GET', '/webhooks/endpoints?limit=5', undefined, 200, 'webhooks.list_endpoints', { limit: 5 }],
    ['POST', '/webhooks/endpoints', endpoint, 201, 'webhooks.create_endpoint', endpoint],
    ['GET', `/webhooks/endpoints/${id}`, undefined, 200, 'webhooks.get_endpoint', { endpointId: id }],
    [
      'PATCH',
      `/webhooks/endpoints/${id}`,
      { enabled: false },
      200,
      'webhooks.update_endpoint',
      { endpointId: id, enabled: false },
    ],
    ['DELETE', `/webhooks/endpoints/${id}`, undefined, 200, 'webhooks.delete_endpoint', { endpointId: id }],
    [
      'POST',
      `/webhooks/endpoints/${id}/rotate-secret`,
      undefined,
      200,
      'webhooks.rotate_secret',
      { endpointId: id },
    ],
    ['POST', `/webhooks/endpoints/${id}/test`, undefined, 201, 'webhooks.send_test', { endpointId: id }],
    [
      'POST',
      `/webhooks/endpoints/${id}/replays`,
      range,
      200,
      'webhooks.replay_deliveries',
      { endpointId: id, ...range },
    ],
    [
      'GET',
      '/webhooks/deliveries?status=failed',
      undefined,
      200,
      'webhooks.list_deliveries',
      { status: 'failed' },
    ],
    ['GET', `/webhooks/deliveries/${id}`, undefined, 200, 'webhooks.get_delivery', { deliveryId: id }],
    [
      'POST',
      `/webhooks/deliveries/${id}/replay`,
      undefined,
      200,
      'webhooks.replay_delivery',
      { deliveryId: id },
    ],
  ])('%s %s sends the RPC of its contract', async (method, path, body, status, subject, request) => {
    const response = await world.call(method, `/api/v1${path}`, body, await world.as(admin));
    expect(response.status).toBe(status);
    expect(response.json).toMatchObject({ answeredBy: subject });
    expect(world.fake.last?.subject).toBe(subject);
    expect(JSON.parse(JSON.stringify(world.fake.last?.request))).toEqual(request);
  });

  it.each([
    ['', 'The order was paid at Jan 31, 2026, 11:40 AM UTC with $1,025.00 and is waiting to be shipped.'],
    [
      'de-DE, en;q=0.5',
      'The order was paid at 31. Jan. 2026, 11:40 UTC with 1.025,00 $ and is waiting to be shipped.',
    ],
  ])('explains the status of an order, with formats for Accept-Language “%s”', async (languages, summary) => {
    const at = '2026-01-31T11:40:00.000Z';
    const standing = [{ code: 'paid', amount: 102_500, currency: 'usd', at }];
    world.stub(GetOrderTimeline, () => ({ orderId: id, standing, entries: [] }));
    const headers = { 'accept-language': languages };
    const { json } = await world.call('GET', `/api/v1/orders/${id}/timeline`, undefined, headers);
    expect(JSON.parse(JSON.stringify(json).replace(/\u00a0|\u202f/g, ' '))).toEqual({
      ...{ orderId: id, standing, entries: [] },
      summary,
    });
  });

  it.each([
    ['*, nonsense-language-of-nobody, fr-CH;q=0.9, en;q=0.8', undefined, 'fr-CH'],
    ['fr-CH', 'de', 'de'],
    ['*', undefined, undefined],
  ])('places an order in the first language of Accept-Language “%s” if the body has %s', async (...given) => {
    const [languages, locale, expected] = given;
    const body = { items, ...(locale && { locale }) };
    await world.call('POST', '/api/v1/orders', body, { 'accept-language': languages });
    expect(world.fake.last?.request).toEqual({ items, ...(expected && { locale: expected }) });
  });

  it('accepts a JSON content type without a body', async () => {
    const response = await world.call('POST', `/api/v1/orders/${id}/cancel`, '');
    expect(response.status).toBe(200);
  });

  it('accepts a trailing slash', async () => {
    expect((await world.call('GET', '/api/v1/products/')).status).toBe(200);
  });

  it.each([
    ['one product', GetProduct, `/api/v1/products/${id}`],
    ['a list of products', ListProducts, '/api/v1/products?limit=1'],
  ])('sends %s with an ETag, and 304 to a client that has it', async (_name, contract, path) => {
    world.stub(contract, () => ({ id, name: 'Desk' }));
    const first = await world.call('GET', path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    const again = await world.call('GET', path, undefined, { 'if-none-match': `"old", W/${etag}` });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    world.stub(contract, () => ({ id, name: 'Table' }));
    const changed = await world.call('GET', path, undefined, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });
});
