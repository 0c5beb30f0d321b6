import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetJwks, Login, Refresh } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { seedDemoAccounts } from '../src/application/seed-demo-accounts.js';
import { demoAccounts } from '../src/domain/demo-accounts.js';
import { AccountRepository } from '../src/outbound/account.repository.js';
import { PasswordHasher } from '../src/outbound/password-hasher.js';
import { SigningKeys } from '../src/outbound/signing-keys.js';
import { AuthWorld, refusal } from './auth-world.js';

const rules = { issuer: 'orderwire', audience: 'orderwire-api', algorithms: ['EdDSA'], typ: 'at+jwt' };

describe('signing keys', () => {
  let world: AuthWorld;
  const keep = () =>
    Promise.all(world.services.map(({ app }) => app.get(SigningKeys, { strict: false }).keep()));
  const verified = async (token: string) =>
    jwtVerify(
      token,
      createLocalJWKSet({ keys: (await world.ask(GetJwks, {})).keys.map((key) => ({ ...key })) }),
      rules,
    );

  /** Runs a file of the built service as a process of its own, with the world's configuration but for what is told. */
  const started = (file: string, settings: NodeJS.ProcessEnv, ...args: string[]) => {
    const { DATABASE_URL, AUTH_KEY_SECRET, NATS_SERVERS } = world.config;
    const secrets = { AUTH_KEY_SECRET, SERVICE_KEY: randomBytes(32).toString('base64') };
    const env = { PORT: '0', NATS_SERVERS: NATS_SERVERS.join(), DATABASE_URL, ...secrets, ...settings };
    const main = fileURLToPath(new URL(`../dist/${file}`, import.meta.url));
    return promisify(execFile)(process.execPath, [main, ...args], { env, timeout: 120_000 });
  };

  /** Everything a production start asks for, so that it is refused for the one reason a test is about. */
  let production: NodeJS.ProcessEnv;
  const role = `auth_${randomBytes(6).toString('hex')}`;

  beforeAll(async () => {
    world = await AuthWorld.create({ replicas: 2 });
    const password = randomBytes(16).toString('hex');
    await world.rows(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD '${password}'`);
    const url = new URL(world.config.DATABASE_URL);
    [url.username, url.password] = [role, password];
    const nats = new URL(world.config.NATS_SERVERS[0] ?? '');
    Object.assign(nats, { username: 'auth-ms', password });
    production = { NODE_ENV: 'production', DATABASE_URL: url.href, NATS_SERVERS: nats.href };
  });
  afterAll(async () => {
    await world.rows(`DROP ROLE ${role}`);
    await world.close();
  });

  it('are made once although two replicas start at once', async () => {
    expect(await world.rows('SELECT number FROM signing_keys')).toEqual([{ number: 1 }]);
    expect((await world.ask(GetJwks, {})).keys).toHaveLength(1);
  });

  it('sign tokens that everybody verifies with the published keys alone', async () => {
    const { accessToken, user, sessionId, expiresAt } = await world.register();
    const { payload, protectedHeader } = await verified(accessToken);
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt', kid: expect.any(String) });
    expect(payload).toMatchObject({ sub: user.id, role: 'customer', sid: sessionId, nbf: payload.iat });
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    expect(Date.parse(expiresAt)).toBe((payload.exp ?? 0) * 1_000);
  });

  it('show nothing of their private half', async () => {
    const { keys } = await world.ask(GetJwks, {});
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    const [row] = await world.rows<{ box: Buffer }>('SELECT private_box AS box FROM signing_keys');
    expect(row?.box.length).toBe(12 + 16 + 48);
  });

  it('give way to the next one, which is published first, and stay until their tokens have ended', async () => {
    const old = await world.register();
    await world.rows(
      "UPDATE signing_keys SET signs_from = signs_from - interval '29 days 23 hours 30 minutes'",
    );
    await keep();
    const { keys } = await world.ask(GetJwks, {});
    expect(keys).toHaveLength(2);
    expect(decodeProtectedHeader((await world.register()).accessToken).kid).toBe(keys[0]?.kid);
    await world.rows("UPDATE signing_keys SET signs_from = signs_from - interval '61 minutes'");
    await keep();
    const fresh = await world.register();
    expect(decodeProtectedHeader(fresh.accessToken).kid).toBe(keys[1]?.kid);
    await verified(fresh.accessToken);
    // The new key has signed for some minutes only if a token of the old one may still live.
    await world.rows("UPDATE signing_keys SET signs_from = now() - interval '10 minutes' WHERE number = 2");
    await keep();
    await verified(old.accessToken);
    await world.rows("UPDATE signing_keys SET signs_from = now() - interval '16 minutes' WHERE number = 2");
    await keep();
    expect(await world.rows('SELECT number FROM signing_keys')).toEqual([{ number: 2 }]);
    await expect(verified(old.accessToken)).rejects.toThrow('no applicable key');
  });

  it('stop a start with another secret, which says so', async () => {
    const failed = await refusal(started('main.js', { AUTH_KEY_SECRET: randomBytes(32).toString('base64') }));
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AUTH_KEY_SECRET does not open the signing keys'),
    });
  });

  it('and demo accounts: those are made once, sign in, and stop a start in production', async () => {
    const sql = new Database({ url: world.config.DATABASE_URL, poolSize: 2, logger: console as never });
    try {
      const seed = async () =>
        seedDemoAccounts(sql, new AccountRepository(sql), await PasswordHasher.create(1));
      expect(await seed()).toHaveLength(3);
      expect(await seed()).toEqual([]);
      for (const { email, password, role } of demoAccounts)
        expect((await world.ask(Login, { email, password })).user.role).toBe(role);
      const failed = await refusal(started('main.js', production));
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('demo accounts') });
    } finally {
      await sql.close();
    }
  });

  it('and demo accounts: those are never made in production', async () => {
    const failed = await refusal(started('seed-demo.js', production));
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('not for production') });
  });

  it('and the first admin: whoever reaches the database appoints one, by an address that has an account', async () => {
    const person = await world.register();
    const appoint = (...args: string[]) => started('make-admin.js', {}, ...args);
    const { stdout } = await appoint(person.user.email.toUpperCase());
    expect(stdout).toContain('is an admin now');
    expect((await world.login(person.user.email)).user.role).toBe('admin');
    expect(await world.audited(person.user.id)).toContain('grant_role success');
    const over = await refusal(world.ask(Refresh, { refreshToken: person.refreshToken }));
    expect(over).toMatchObject({ code: 'auth.token_invalid' });
    const [again, unknown, nobody] = await Promise.all([
      appoint(person.user.email),
      refusal(appoint('nobody@shop.example')),
      refusal(appoint()),
    ]);
    expect(again.stdout).toContain('was an admin already');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('no account has the e-mail') });
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('say whose') });
  });
});
