import { describe, expect, it } from '@jest/globals';
import { noteOf, type Seen } from './note-of.js';

const id = '019a0000-0000-7000-8000-00000000000a';
const orderId = '019a0000-0000-7000-8000-000000000001';

const seen = (changes: Partial<Seen> = {}): Seen => ({
  method: 'PATCH',
  route: '/api/v1/orders/:orderId/status',
  params: { orderId },
  status: 200,
  code: null,
  served: { access: 'staff', subject: 'orders.change_status' },
  actor: { role: 'staff', id },
  tokenSent: true,
  orderTokenSent: false,
  ip: '192.0.2.1',
  device: 'curl/8',
  correlationId: 'c-1',
  ...changes,
});
const refusal = (code: string, changes: Partial<Seen> = {}) =>
  noteOf(seen({ status: 403, code, actor: { role: 'customer', id }, ...changes }));
const customer = { role: 'customer', id } as const;

describe('a note', () => {
  it('says who of the staff did what to what, and from where', () => {
    expect(noteOf(seen(), new Date(0))).toEqual({
      note: {
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

  it('says what staff tried in vain, and why', () => {
    const { note } = noteOf(seen({ status: 409, code: 'orders.illegal_transition' })) ?? {};
    expect(note).toMatchObject({
      outcome: 'failure',
      details: { status: 409, code: 'orders.illegal_transition' },
    });
  });

  it.each<[string, Partial<Seen>]>([
    ['reads', { method: 'GET' }],
    ['asks for a head', { method: 'HEAD' }],
    ['calls what is open to all', { served: { access: 'anyone', subject: 'orders.create' } }],
    ['calls what is open to accounts', { served: { access: 'account', subject: 'orders.cancel' } }],
    ['found no route', { served: null }],
    ['is not staff', { actor: customer }],
    ['did what auth-ms writes down', { served: { access: 'admin', subject: 'auth.grant_role' } }],
  ])('is not made of who %s', (_who, changes) => {
    expect(noteOf(seen(changes))).toBeUndefined();
  });

  it('is made of what staff tried with accounts in vain', () => {
    const { note } =
      noteOf(seen({ status: 409, served: { access: 'admin', subject: 'auth.grant_role' } })) ?? {};
    expect(note).toMatchObject({ action: 'auth.grant_role', outcome: 'failure' });
  });

  it.each([
    ['auth.token_invalid', 'token_refused'],
    ['auth.not_allowed', 'access_denied'],
    ['http.csrf', 'access_denied'],
    ['http.too_many_requests', 'rate_limited'],
    ['http.too_many_streams', 'rate_limited'],
  ])('is made of every refusal with %s', (code, action) => {
    expect(refusal(code)?.note).toMatchObject({ action, outcome: 'failure', details: { code } });
    expect(refusal(code, { served: null, method: 'GET' })?.note).toMatchObject({ action });
    expect(refusal(code, { actor: { role: 'staff', id } })?.note).toMatchObject({ action });
  });

  it('is made of an order that did not open to somebody, but not of one that staff did not find', () => {
    const tried = {
      status: 404,
      method: 'GET',
      served: { access: 'anyone', subject: 'orders.get' },
    } as const;
    const note = refusal('orders.not_found', { ...tried, orderTokenSent: true })?.note;
    expect(note).toMatchObject({ action: 'order_refused', actorId: id });
    expect(note?.details).toMatchObject({ subject: 'orders.get', orderTokenSent: true, ids: { orderId } });
    expect(refusal('orders.not_found', { ...tried, actor: { role: 'guest', id: null } })).toBeDefined();
    for (const role of ['staff', 'admin'] as const)
      expect(refusal('orders.not_found', { ...tried, actor: { role, id } })).toBeUndefined();
  });

  it('is not made of who has no token, nor of an ordinary "no"', () => {
    expect(refusal('auth.token_invalid', { tokenSent: false })).toBeUndefined();
    for (const code of ['auth.not_signed_in', 'products.not_found', 'invalid_message', 'constructor'])
      expect(refusal(code)).toBeUndefined();
  });

  it('is the same for refusals of one kind, and for one network', () => {
    const same = refusal('auth.not_allowed', { ip: '2001:db8:1:2::1' })?.sameAs;
    expect(same).toBeDefined();
    expect(refusal('auth.not_allowed', { ip: '2001:db8:1:2::2', correlationId: 'c-2' })?.sameAs).toBe(same);
    const others: Partial<Seen>[] = [
      { ip: '2001:db8:1:3::1' },
      { route: '/api/v1/products' },
      { method: 'POST' },
      { actor: { role: 'guest', id: null } },
    ];
    for (const other of others)
      expect(refusal('auth.not_allowed', { ip: '2001:db8:1:2::1', ...other })?.sameAs).not.toBe(same);
    expect(refusal('http.csrf', { ip: '2001:db8:1:2::1' })?.sameAs).not.toBe(same);
  });

  it('takes nothing from a path but ids, and no more of a device or an address than fits', () => {
    const { note } =
      noteOf(seen({ params: { orderId, name: 'secret' }, device: 'x'.repeat(5_000), ip: 'y'.repeat(500) })) ??
      {};
    expect(note?.details['ids']).toEqual({ orderId });
    expect(note?.device).toHaveLength(1_000);
    expect(note?.ip).toHaveLength(64);
  });
});
