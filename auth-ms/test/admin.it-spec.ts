import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  DeleteAccount,
  DisableAccount,
  EnableAccount,
  GrantRole,
  InvalidMessage,
  LastAdmin,
  ListAudit,
  ListUsers,
  NotAllowed,
  Refresh,
  SessionRevoked,
  TokenInvalid,
  UserDisabled,
  UserEnabled,
  UserNotFound,
  UserRoleChanged,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { decodeJwt } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { AuthWorld, customer, password } from './auth-world.js';

describe('staff and admins', () => {
  let world: AuthWorld;
  let admin: Actor;
  let staff: Actor;

  beforeAll(async () => {
    world = await AuthWorld.create();
    admin = await world.promoted('admin');
    staff = await world.promoted('staff');
  });
  afterAll(() => world.close());

  it('grant a role, which ends the sessions of the account', async () => {
    const person = await world.register();
    const granted = await world.request(GrantRole, { userId: person.user.id, role: 'staff' }, admin, {
      ip: '10.0.0.9',
    });
    expect(granted).toMatchObject({ id: person.user.id, role: 'staff', status: 'active' });
    expect(
      TokenInvalid.matches(await faultOf(world.request(Refresh, { refreshToken: person.refreshToken }))),
    ).toBe(true);
    expect(await world.published(SessionRevoked, person.user.id)).toMatchObject([{ reason: 'role_changed' }]);
    expect(await world.published(UserRoleChanged, person.user.id)).toMatchObject([
      { from: 'customer', to: 'staff' },
    ]);
    expect(decodeJwt((await world.login(person.user.email)).accessToken)['role']).toBe('staff');
    const { data } = await world.request(ListAudit, { action: 'grant_role', userId: person.user.id }, staff);
    expect(data).toMatchObject([
      {
        outcome: 'success',
        actorId: admin.id,
        actorRole: 'admin',
        ip: '10.0.0.9',
        details: { role: 'staff' },
      },
    ]);
    // A repetition has no effect.
    await world.request(GrantRole, { userId: person.user.id, role: 'staff' }, admin);
    expect(await world.published(UserRoleChanged, person.user.id)).toHaveLength(1);
  });

  it('disable an account at once, and enable it again', async () => {
    const person = await world.register();
    await world.login(person.user.email);
    expect((await world.request(DisableAccount, { userId: person.user.id }, admin)).status).toBe('disabled');
    expect(await world.published(SessionRevoked, person.user.id)).toHaveLength(2);
    expect(await world.published(UserDisabled, person.user.id)).toHaveLength(1);
    await faultOf(world.request(Refresh, { refreshToken: person.refreshToken }));
    await faultOf(world.login(person.user.email));
    expect((await world.request(EnableAccount, { userId: person.user.id }, admin)).status).toBe('active');
    expect(await world.published(UserEnabled, person.user.id)).toHaveLength(1);
    await world.login(person.user.email);
  });

  it('change accounts only as admins, and list them only as staff', async () => {
    const person = await world.register();
    const userId = person.user.id;
    const forged: Actor = { role: 'admin', id: userId };
    for (const actor of [customer(person), staff, forged]) {
      const asked = [
        world.request(GrantRole, { userId, role: 'admin' }, actor),
        world.request(DisableAccount, { userId }, actor),
        world.request(EnableAccount, { userId }, actor),
      ];
      for (const fault of await Promise.all(asked.map(faultOf))) expect(NotAllowed.matches(fault)).toBe(true);
    }
    const lists = [
      world.request(ListUsers, {}, customer(person)),
      world.request(ListAudit, {}, customer(person)),
    ];
    for (const fault of await Promise.all(lists.map(faultOf))) expect(NotAllowed.matches(fault)).toBe(true);
    expect(await world.audited(userId)).toEqual(['register success']);
  });

  it('get a fault for an unknown account or role', async () => {
    const userId = uuidv7();
    expect(
      UserNotFound.matches(await faultOf(world.request(GrantRole, { userId, role: 'staff' }, admin))),
    ).toBe(true);
    const system = { userId, role: 'system' } as unknown as { userId: string; role: 'staff' };
    expect(InvalidMessage.matches(await faultOf(world.request(GrantRole, system, admin)))).toBe(true);
  });

  it('never lose the last admin, not even when two step down at the same time', async () => {
    const other = await world.promoted('admin');
    const down = (actor: Actor) =>
      world.request(GrantRole, { userId: actor.id ?? '', role: 'customer' }, actor);
    const both = await Promise.allSettled([down(admin), down(other)]);
    const refused = both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => LastAdmin.matches(reason))).toEqual([true]);
    admin = both[0]?.status === 'rejected' ? admin : other;
    expect(
      LastAdmin.matches(await faultOf(world.request(DisableAccount, { userId: admin.id ?? '' }, admin))),
    ).toBe(true);
    expect(LastAdmin.matches(await faultOf(world.request(DeleteAccount, { password }, admin)))).toBe(true);
  });

  it('find accounts by a part of name or e-mail, page by page', async () => {
    await world.register({ name: '100% Zoë', email: 'needle@hay.example' });
    await world.register({ name: 'Needle Person' });
    const find = async (request: object) =>
      (await world.request(ListUsers, request, staff)).data.map(({ name }) => name);
    expect(await find({ search: 'NEEDLE' })).toEqual(['Needle Person', '100% Zoë']);
    expect(await find({ search: '0% z' })).toEqual(['100% Zoë']);
    expect(await find({ search: '%%' })).toEqual([]);
    expect(await find({ role: 'admin' })).toHaveLength(1);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.request(ListUsers, { limit: 3, cursor }, staff);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    const [all] = await world.rows('SELECT count(*)::int AS n FROM accounts');
    expect(new Set(seen).size).toBe(seen.length);
    expect(all).toEqual({ n: seen.length });
    const list = JSON.stringify(await world.request(ListUsers, {}, staff));
    expect(list).not.toContain('argon2');
  });

  it('read the actor, action, time, origin and outcome of audit entries', async () => {
    const person = await world.register({ ip: '10.55.0.1', device: 'Browser' });
    await faultOf(world.login(person.user.email, { password: 'a wrong one', ip: '10.55.0.2' }));
    const { data } = await world.request(ListAudit, { userId: person.user.id }, staff);
    expect(data).toMatchObject([
      {
        action: 'login',
        outcome: 'failure',
        ip: '10.55.0.2',
        correlationId: 'test',
        details: { reason: 'wrong_password' },
      },
      { action: 'register', outcome: 'success', ip: '10.55.0.1', device: 'Browser', actorRole: 'guest' },
    ]);
    const at = data[0]?.at ?? '';
    expect((await world.request(ListAudit, { userId: person.user.id, to: at }, staff)).data).toHaveLength(1);
    expect((await world.request(ListAudit, { userId: person.user.id, from: at }, staff)).data).toHaveLength(
      1,
    );
    const first = await world.request(ListAudit, { limit: 1 }, staff);
    const rest = await world.request(ListAudit, { limit: 100, cursor: first.meta.nextCursor ?? '' }, staff);
    expect(rest.data.map(({ id }) => id)).not.toContain(first.data[0]?.id);
    expect(JSON.stringify([first, rest])).not.toContain(person.user.email);
  });

  it('read large audit entries in pages that fit into a message, each entry once', async () => {
    await world.rows(
      `INSERT INTO audit_log (id, at, action, outcome, actor_role, correlation_id, details)
       SELECT gen_random_uuid(), now(), 'large', 'success', 'system', 'test', jsonb_build_object('text', repeat('商', 5000))
       FROM generate_series(1, 60)`,
    );
    const first = await world.request(ListAudit, { action: 'large', limit: 100 }, staff);
    expect(first.data.length).toBeLessThan(60);
    const cursor = first.meta.nextCursor ?? '';
    const rest = await world.request(ListAudit, { action: 'large', limit: 100, cursor }, staff);
    expect(new Set([...first.data, ...rest.data].map(({ id }) => id)).size).toBe(60);
    expect(first.data.length + rest.data.length).toBe(60);
  });
});
