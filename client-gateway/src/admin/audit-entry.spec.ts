import { describe, expect, it } from '@jest/globals';
import { toAuditEntry, type ObservedRequest } from './audit-entry.js';

const id = '019a0000-0000-7000-8000-00000000000a';
const orderId = '019a0000-0000-7000-8000-000000000001';

const requestOf = (changes: Partial<ObservedRequest> = {}): ObservedRequest => ({
  method: 'PATCH',
  route: '/api/v1/orders/:orderId/status',
  params: { orderId },
  status: 200,
  code: null,
  routeAccess: { access: 'staff', subject: 'orders.change_status' },
  body: undefined,
  actor: { role: 'staff', id },
  tokenSent: true,
  orderTokenSent: false,
  ip: '192.0.2.1',
  device: 'curl/8',
  correlationId: 'c-1',
  ...changes,
});
const rejected = (code: string, changes: Partial<ObservedRequest> = {}) =>
  toAuditEntry(requestOf({ status: 403, code, actor: { role: 'customer', id }, ...changes }));
const customer = { role: 'customer', id } as const;

describe('the audit entry of a request', () => {
  it('records which staff member changed what, and from where', () => {
    expect(toAuditEntry(requestOf(), new Date(0))).toEqual({
      entry: {
        at: '1970-01-01T00:00:00.000Z',
        action: 'orders.change_status',
        outcome: 'success',
        actorRole: 'staff',
        actorId: id,
        ip: '192.0.2.1',
        device: 'curl/8',
        correlationId: 'c-1',
        details: {
          method: 'PATCH',
          route: '/api/v1/orders/:orderId/status',
          subject: 'orders.change_status',
          status: 200,
          ids: { orderId },
        },
      },
    });
  });

  it('records the fields of the request that its contract names, and no others', () => {
    const routeAccess = {
      access: 'staff',
      subject: 'orders.change_status',
      audited: ['overrideReason'],
    } as const;
    const body = { status: 'SHIPPED', overrideReason: `He called.\u0000${'x'.repeat(600)}` };
    const { details } = toAuditEntry(requestOf({ routeAccess, body }))?.entry ?? {};
    expect(details?.['request']).toEqual({ overrideReason: `He called.${'x'.repeat(490)}` });
    const numbers = { ...routeAccess, audited: ['percentage', 'inclusive', 'rates'] };
    const rate = toAuditEntry(
      requestOf({ routeAccess: numbers, body: { percentage: 19, inclusive: false, rates: [1] } }),
    );
    expect(rate?.entry.details?.['request']).toEqual({ percentage: 19, inclusive: false, rates: '[1]' });
    const named = { ...routeAccess, audited: ['consumer'], presenceAudited: ['payload'] };
    const params = { consumer: 'orders_ms_x' };
    const paused = toAuditEntry(
      requestOf({ routeAccess: named, params, body: { payload: { name: 'Ada' } } }),
    );
    expect(paused?.entry.details?.['request']).toEqual({ consumer: 'orders_ms_x', payload: true });
    const array = toAuditEntry(requestOf({ routeAccess, body: [[]] }))?.entry.details;
    expect(array).not.toHaveProperty('request');
  });

  it('records a read where its route says so, with its query', () => {
    const routeAccess = { access: 'staff', subject: 'orders.export', audited: ['status', 'email'] } as const;
    const read = requestOf({
      method: 'GET',
      params: {},
      routeAccess,
      body: { status: ['PAID'], cursor: 'x', email: 'ada@example.com' },
    });
    expect(toAuditEntry(read)).toBeUndefined();
    const { entry } = toAuditEntry({ ...read, routeAccess: { ...routeAccess, auditsReads: true } }) ?? {};
    expect(entry).toMatchObject({
      action: 'orders.export',
      details: { request: { status: '["PAID"]', email: 'a***@example.com' } },
    });
  });

  it('masks e-mail addresses in filters', () => {
    const routeAccess = { access: 'staff', subject: 'orders.bulk', audited: ['filter'] } as const;
    const body = { filter: { email: 'ada@example.com', emailPrefix: 'ada', status: ['PAID'] } };
    expect(toAuditEntry(requestOf({ routeAccess, body }))?.entry.details?.['request']).toEqual({
      filter: '{"email":"a***@example.com","emailPrefix":"a***","status":["PAID"]}',
    });
  });

  it('records failed attempts of staff, with the problem code', () => {
    const { entry } = toAuditEntry(requestOf({ status: 409, code: 'orders.illegal_transition' })) ?? {};
    expect(entry).toMatchObject({
      outcome: 'failure',
      details: { status: 409, code: 'orders.illegal_transition' },
    });
  });

  it.each<[string, Partial<ObservedRequest>]>([
    ['a read', { method: 'GET' }],
    ['a HEAD request', { method: 'HEAD' }],
    ['a route open to anyone', { routeAccess: { access: 'anyone', subject: 'orders.create' } }],
    ['a route open to accounts', { routeAccess: { access: 'account', subject: 'orders.cancel' } }],
    ['an unknown route', { routeAccess: null }],
    ['a caller who is not staff', { actor: customer }],
    [
      'a change that auth-ms records itself',
      { routeAccess: { access: 'admin', subject: 'auth.grant_role' } },
    ],
  ])('does not exist for %s', (_case, changes) => {
    expect(toAuditEntry(requestOf(changes))).toBeUndefined();
  });

  it('records failed attempts of staff on accounts', () => {
    const { entry } =
      toAuditEntry(
        requestOf({ status: 409, routeAccess: { access: 'admin', subject: 'auth.grant_role' } }),
      ) ?? {};
    expect(entry).toMatchObject({ action: 'auth.grant_role', outcome: 'failure' });
  });

  it.each([
    ['auth.token_invalid', 'token_refused'],
    ['auth.not_allowed', 'access_denied'],
    ['http.csrf', 'access_denied'],
    ['http.too_many_requests', 'rate_limited'],
    ['http.too_many_streams', 'rate_limited'],
  ])('records every problem %s', (code, action) => {
    expect(rejected(code)?.entry).toMatchObject({ action, outcome: 'failure', details: { code } });
    expect(rejected(code, { routeAccess: null, method: 'GET' })?.entry).toMatchObject({ action });
    expect(rejected(code, { actor: { role: 'staff', id } })?.entry).toMatchObject({ action });
  });

  it('records an order that was denied to a caller, but not one that staff did not find', () => {
    const tried = {
      status: 404,
      method: 'GET',
      routeAccess: { access: 'anyone', subject: 'orders.get' },
    } as const;
    const entry = rejected('orders.not_found', { ...tried, orderTokenSent: true })?.entry;
    expect(entry).toMatchObject({ action: 'order_refused', actorId: id });
    expect(entry?.details).toMatchObject({ subject: 'orders.get', orderTokenSent: true, ids: { orderId } });
    expect(rejected('orders.not_found', { ...tried, actor: { role: 'guest', id: null } })).toBeDefined();
    for (const role of ['staff', 'admin'] as const)
      expect(rejected('orders.not_found', { ...tried, actor: { role, id } })).toBeUndefined();
  });

  it('does not exist for a request without a token, nor for ordinary problems', () => {
    expect(rejected('auth.token_invalid', { tokenSent: false })).toBeUndefined();
    for (const code of ['auth.not_signed_in', 'products.not_found', 'invalid_message', 'constructor'])
      expect(rejected(code)).toBeUndefined();
  });

  it('has the same key for problems of one kind and one network', () => {
    const same = rejected('auth.not_allowed', { ip: '2001:db8:1:2::1' })?.coalesceKey;
    expect(same).toBeDefined();
    expect(rejected('auth.not_allowed', { ip: '2001:db8:1:2::2', correlationId: 'c-2' })?.coalesceKey).toBe(
      same,
    );
    const others: Partial<ObservedRequest>[] = [
      { ip: '2001:db8:1:3::1' },
      { route: '/api/v1/products' },
      { method: 'POST' },
      { actor: { role: 'guest', id: null } },
    ];
    for (const other of others)
      expect(rejected('auth.not_allowed', { ip: '2001:db8:1:2::1', ...other })?.coalesceKey).not.toBe(same);
    expect(rejected('http.csrf', { ip: '2001:db8:1:2::1' })?.coalesceKey).not.toBe(same);
  });

  it('takes only ids from the path, and truncates device and address', () => {
    const { entry } =
      toAuditEntry(
        requestOf({ params: { orderId, name: 'secret' }, device: 'x'.repeat(5_000), ip: 'y'.repeat(500) }),
      ) ?? {};
    expect(entry?.details['ids']).toEqual({ orderId });
    expect(entry?.device).toHaveLength(1_000);
    expect(entry?.ip).toHaveLength(64);
  });
});
