import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Access, Actor, AuditNote } from '@orderwire/contracts';
import { NotAllowed, ProductNotFound, RecordAudit, TokenInvalid } from '@orderwire/contracts';
import { RpcClient, type RunningService } from '@orderwire/platform';
import { TestIssuer } from '@orderwire/platform/testing';
import type { GatewayConfig } from '../src/config.js';
import { gatewayAdapter } from '../src/http/adapter.js';
import { startGateway } from '../src/start-gateway.js';
import { FakeAuditLog } from './fake-audit-log.js';
import { GatewayWorld, until } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-00000000000a';
const secret = 'a-secret-that-nobody-may-read';

/** A request as its guard leaves it: who asks, and for what. */
interface Role {
  actor: Actor;
  served: { access: Access; subject: string };
}
const staff: Role = {
  actor: { role: 'staff', id },
  served: { access: 'staff', subject: 'products.update' },
};

const countOf = ({ details }: AuditNote): number => (details['count'] as number | undefined) ?? 1;

describe('the audit log hears of', () => {
  let world: GatewayWorld;
  let log: FakeAuditLog;
  let authMs: RunningService | undefined;
  let gateway: RunningService;
  let role: Role | undefined;
  let issuer: TestIssuer;
  let identity: string | undefined;

  /** A gateway whose requests are all made in `role`. */
  async function open(changes: Partial<GatewayConfig> = {}): Promise<RunningService> {
    const config = { ...world.config, ...changes };
    const adapter = gatewayAdapter(config);
    adapter.getInstance().addHook('preValidation', (request, _reply, done) => {
      if (role) {
        const work = { ...request.work, actor: role.actor, identity };
        Object.assign(request, { served: role.served, work });
      }
      done();
    });
    return startGateway(config, adapter);
  }

  const send = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: object,
  ): Promise<number> => {
    const json = body && { 'content-type': 'application/json' };
    const init = { method, headers: { ...json, ...headers }, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${gateway.url}${path}`, init);
    await response.arrayBuffer();
    return response.status;
  };
  const noted = () => until(() => log.notes.length > 0);

  beforeAll(async () => {
    world = await GatewayWorld.create();
    issuer = await TestIssuer.start(world.link.connection);
    identity = await issuer.tokenOf(staff.actor);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    log = new FakeAuditLog();
    role = undefined;
    world.dial.reset();
    authMs = await log.open(world.config);
    gateway = await open();
  });
  afterEach(async () => {
    await gateway.close();
    await authMs?.close();
    authMs = undefined;
  });

  it('what staff did, and to what', async () => {
    role = staff;
    const productId = randomUUID();
    const status = await send(
      'PATCH',
      `/api/v1/products/${productId}?note=${secret}`,
      {
        authorization: `Bearer ${secret}`,
        cookie: `a=${secret}`,
        'x-request-id': 'c-1',
        'user-agent': 'test/1',
      },
      { name: secret },
    );
    expect(status).toBe(200);
    await noted();
    expect(log.notes).toEqual([
      {
        at: expect.any(String),
        action: 'products.update',
        outcome: 'success',
        actorRole: 'staff',
        actorId: id,
        ip: '127.0.0.1',
        device: 'test/1',
        correlationId: 'c-1',
        details: {
          method: 'PATCH',
          route: '/api/v1/products/:productId',
          subject: 'products.update',
          status: 200,
          ids: { productId },
        },
      },
    ]);
    expect(JSON.stringify(log.batches)).not.toContain(secret);
    expect(JSON.stringify(log.batches)).not.toContain(identity);
  });

  it('what staff tried in vain', async () => {
    role = staff;
    world.dial.onSubject('products.update', () => {
      throw ProductNotFound();
    });
    expect(await send('PATCH', `/api/v1/products/${randomUUID()}`, {}, { name: 'x' })).toBe(404);
    await noted();
    expect(log.notes).toMatchObject([
      { outcome: 'failure', details: { status: 404, code: 'products.not_found' } },
    ]);
  });

  it.each([
    [NotAllowed.code, NotAllowed, 403, 'access_denied'],
    [TokenInvalid.code, TokenInvalid, 401, 'token_refused'],
  ])('requests refused with %s', async (_code, fault, status, action) => {
    world.dial.onSubject('products.list', () => {
      throw fault();
    });
    expect(await send('GET', '/api/v1/products', { authorization: `Bearer ${secret}` })).toBe(status);
    await noted();
    expect(log.notes).toMatchObject([{ action, outcome: 'failure', details: { code: fault.code } }]);
    expect(JSON.stringify(log.batches)).not.toContain(secret);
  });

  it('a flood of refusals as few notes that say how many there were', async () => {
    await gateway.close();
    gateway = await open({ RATE_LIMIT_IP: 5, RATE_LIMIT_WINDOW_SECONDS: 3_600 });
    const statuses = await Promise.all(Array.from({ length: 300 }, () => send('GET', '/api/v1/products')));
    const refused = statuses.filter((status) => status === 429).length;
    expect(refused).toBeGreaterThan(250);
    await until(() => log.notes.reduce((sum, each) => sum + countOf(each), 0) === refused);
    expect(log.notes.length).toBeLessThan(10);
    expect(log.notes[0]).toMatchObject({ action: 'rate_limited', actorRole: 'guest', outcome: 'failure' });
  });

  it('what happened while auth-ms was away, once it is back', async () => {
    await authMs?.close();
    role = staff;
    const asked = jest.spyOn(gateway.app.get(RpcClient, { strict: false }), 'ask');
    const tries = () => asked.mock.calls.filter(([contract]) => contract.subject === RecordAudit.subject);
    for (const _ of [1, 2]) expect(await send('DELETE', `/api/v1/products/${randomUUID()}`)).toBe(200);
    await until(() => tries().length === 2);
    expect(log.notes).toEqual([]);
    authMs = await log.open(world.config);
    await until(() => log.notes.length === 2);
  });

  it('what was noted last before the gateway stops', async () => {
    role = staff;
    expect(await send('DELETE', `/api/v1/products/${randomUUID()}`)).toBe(200);
    await gateway.close();
    expect(log.notes).toHaveLength(1);
  });

  it('nothing of ordinary requests', async () => {
    role = { actor: { role: 'customer', id }, served: { access: 'anyone', subject: 'products.list' } };
    expect(await send('GET', '/api/v1/products')).toBe(200);
    expect(await send('GET', '/nowhere')).toBe(404);
    await gateway.close();
    expect(log.notes).toEqual([]);
  });
});
