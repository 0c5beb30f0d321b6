import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import {
  type Access,
  type Actor,
  allRpcs,
  type NewAuditEntry,
  DeleteAccount,
  GetUser,
  guest,
  Headers,
  InvalidMessage,
  ListAudit,
  ListUsers,
  NotAllowed,
  NotSignedIn,
  RecordAudit,
  Register,
  type SignedIn,
  system,
  TokenInvalid,
  UserNotFound,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { AuthWorld, customer, password } from './auth-world.js';

let world: AuthWorld;
let shopper: Actor;
let staff: Actor;
let admin: Actor;
beforeAll(async () => {
  world = await AuthWorld.create();
  shopper = customer(await world.register());
  staff = await world.promoted('staff');
  admin = await world.promoted('admin');
});
afterAll(() => world.close());

const ours = [...allRpcs().values()].filter(({ subject }) => subject.startsWith('auth.'));
const openTo = (access: Access) => ours.filter((contract) => contract.access === access);

/** Sends a request over plain NATS with any headers and payload. */
const askRaw = async (subject: string, payload: string, made: Record<string, string> = {}) => {
  const head = headers();
  for (const [name, value] of Object.entries(made)) head.set(name, value);
  const reply = await world.link.connection.request(subject, payload, { timeout: 50_000, headers: head });
  return reply.json<{ err?: { code: string }; response?: unknown }>();
};

describe('access is refused', () => {
  const table: [Access, string, () => Actor, string][] = [
    ['account', 'a guest', () => guest, NotSignedIn.code],
    ['staff', 'a guest', () => guest, NotSignedIn.code],
    ['staff', 'a customer', () => shopper, NotAllowed.code],
    ['admin', 'a guest', () => guest, NotSignedIn.code],
    ['admin', 'a customer', () => shopper, NotAllowed.code],
    ['admin', 'staff', () => staff, NotAllowed.code],
    ['service', 'a guest', () => guest, NotAllowed.code],
    ['service', 'an admin', () => admin, NotAllowed.code],
  ];
  it.each(table)('to subjects for "%s": %s', async (access, _who, actor, code) => {
    const refused = openTo(access).map(async (contract) => [
      contract.subject,
      await faultOf(world.request(contract, {}, actor())),
    ]);
    for (const [subject, fault] of await Promise.all(refused))
      expect([subject, fault]).toMatchObject([subject, { code }]);
    expect(refused.length).toBeGreaterThan(0);
  });

  it('to a header that claims a role without a token', async () => {
    for (const { subject } of [...openTo('admin'), ...openTo('staff'), ...openTo('account')]) {
      const { err } = await askRaw(subject, '{}', { [Headers.actor]: JSON.stringify(admin) });
      expect([subject, err?.code]).toEqual([subject, NotSignedIn.code]);
    }
    const forged = await askRaw(ListUsers.subject, '{}', { [Headers.identity]: 'e30.e30.e30' });
    expect(forged.err?.code).toBe(TokenInvalid.code);
  });

  it('to an account whose sessions have ended, although its token still verifies', async () => {
    const person = await world.register();
    const identity = person.accessToken;
    expect((await askRaw('auth.me', '{}', { [Headers.identity]: identity })).err).toBeUndefined();
    await world.request(allRpcs().get('auth.disable_account')!, { userId: person.user.id }, admin);
    for (;;) {
      const { err } = await askRaw('auth.me', '{}', { [Headers.identity]: identity });
      if (err?.code === TokenInvalid.code) break;
    }
  });
});

describe('a payload over plain NATS', () => {
  const email = () => `raw${uuidv7()}@shop.example`;
  const count = async () =>
    (await world.rows<{ n: number }>('SELECT count(*)::int AS n FROM accounts'))[0]?.n;

  it.each([
    ['a role', '"role":"admin"'],
    ['an id', `"id":"${uuidv7()}"`],
    ['a verified address', '"emailVerified":true'],
    ['an IP address', '"ip":"10.0.0.1"'],
    ['another prototype', '"__proto__":{"role":"admin"}'],
    ['another constructor', '"constructor":{"prototype":{"role":"admin"}}'],
    ['a password of 10 kB', `"password":"${'x'.repeat(10_240)}"`],
    ['a name that is a list', '"name":["a","b"]'],
    ['a name with a line break', '"name":"Ada\\r\\nBcc: all@shop.example"'],
    ['an address with a line break', '"email":"ada@shop.example\\r\\nBcc: all@shop.example"'],
  ])('with %s registers no account', async (_what, field) => {
    const before = await count();
    const plain = JSON.stringify({ name: 'Ada', email: email(), password: 'correct horse battery' });
    const { err } = await askRaw(Register.subject, `${plain.slice(0, -1)},${field}}`);
    expect(err?.code).toBe(InvalidMessage.code);
    expect(await count()).toBe(before);
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});

describe('staff', () => {
  it('read one account', async () => {
    const user = await world.request(GetUser, { userId: String(shopper.id) }, staff);
    expect(user).toMatchObject({ id: shopper.id, role: 'customer', status: 'active' });
    const unknown = await faultOf(world.request(GetUser, { userId: uuidv7() }, staff));
    expect(UserNotFound.matches(unknown)).toBe(true);
  });
});

describe('audit entries of another service', () => {
  const note = (changes: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
    at: '2026-11-21T10:00:00.000Z',
    action: 'access_denied',
    outcome: 'failure',
    actorRole: 'guest',
    correlationId: 'c-1',
    details: {},
    ...changes,
  });

  it('keep their own time, actor and origin', async () => {
    const details = { route: 'PATCH /orders/:orderId/status', code: 'auth.not_allowed', count: 3 };
    const own = { actorRole: 'customer', actorId: String(shopper.id), ip: '10.7.7.7', device: 'curl/8' };
    const notes = [note({ ...own, details }), note({ action: 'orders.change_status', outcome: 'success' })];
    expect(await world.request(RecordAudit, { notes }, system)).toEqual({ recorded: 2 });
    const { data } = await world.request(
      ListAudit,
      { userId: String(shopper.id), action: 'access_denied' },
      staff,
    );
    expect(data).toMatchObject([
      { at: note().at, outcome: 'failure', ...own, correlationId: 'c-1', userId: null, details },
    ]);
    const others = await world.request(ListAudit, { action: 'orders.change_status' }, staff);
    expect(others.data).toMatchObject([{ actorId: null, actorRole: 'guest', ip: null, device: null }]);
  });

  it('are recorded up to 200 at once, and refused beyond', async () => {
    const notes = Array.from({ length: 200 }, (_, n) =>
      note({ action: 'flood', outcome: 'success', correlationId: `f-${n}` }),
    );
    expect(await world.request(RecordAudit, { notes }, system)).toEqual({ recorded: 200 });
    const many = await faultOf(world.request(RecordAudit, { notes: [...notes, note()] }, system));
    expect(InvalidMessage.matches(many)).toBe(true);
  });

  it('are recorded without control characters and without invalid addresses', async () => {
    const invalid = note({ action: 'odd', ip: '1.2.3.4\r\n', device: 'Browser\r\nBcc: all\u202e' });
    await world.request(RecordAudit, { notes: [invalid] }, system);
    const { data } = await world.request(ListAudit, { action: 'odd' }, staff);
    expect(data).toMatchObject([{ ip: null, device: 'Browser Bcc: all' }]);
  });

  it('are recorded without origin when the actor was deleted in the meantime, also concurrently', async () => {
    const [gone, going] = [await world.register(), await world.register()];
    await world.request(DeleteAccount, { password }, customer(gone));
    const of = ({ user }: SignedIn, action: string) =>
      note({ action, actorRole: 'customer', actorId: user.id, ip: '10.88.0.1', device: 'Old Phone' });
    const notes = [of(gone, 'late'), of(going, 'late'), note({ action: 'late', ip: '10.88.0.1' })];
    const holder = await world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE', [going.user.id]);
      const recorded = world.request(RecordAudit, { notes }, system);
      await world.waiting(1);
      await holder.query(
        'UPDATE accounts SET deleted_at = now(), email = NULL, password_hash = NULL WHERE id = $1',
        [going.user.id],
      );
      await holder.query('COMMIT');
      expect(await recorded).toEqual({ recorded: 3 });
    } finally {
      holder.release(true);
    }
    const { data } = await world.request(ListAudit, { action: 'late' }, staff);
    const origins = new Map(data.map(({ actorId, ip, device }) => [actorId, [ip, device]]));
    expect(origins.get(gone.user.id)).toEqual([null, null]);
    expect(origins.get(going.user.id)).toEqual([null, null]);
    expect(origins.get(null)).toEqual(['10.88.0.1', null]);
  });

  it('wait for a locked admin without locking other accounts', async () => {
    const { user } = await world.register();
    const admin = await world.promoted('admin');
    const notes = [admin, { role: 'customer' as const, id: user.id }].map(({ role, id }) =>
      note({ action: 'both', actorRole: role, ...(id && { actorId: id }) }),
    );
    const holder = await world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE', [admin.id]);
      const recorded = world.request(RecordAudit, { notes }, system);
      await world.waiting(1);
      await holder.query('SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE NOWAIT', [user.id]);
      await holder.query('COMMIT');
      expect(await recorded).toEqual({ recorded: 2 });
    } finally {
      holder.release(true);
    }
  });
});
