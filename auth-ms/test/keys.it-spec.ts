import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetJwks, Login, Refresh } from '@orderwire/contracts';
import { Database, KeyEncryption, Readiness } from '@orderwire/platform';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { encryptionKeys } from '../src/config.js';
import { scheduleOf } from '../src/auth.module.js';
import { AccountRepository } from '../src/accounts/account.repository.js';
import { demoAccounts, seedDemoAccounts } from '../src/demo-accounts.js';
import { SigningKeyRepository } from '../src/keys/signing-key.repository.js';
import { PasswordHasher } from '../src/passwords/password-hasher.gateway.js';
import { waitUntil } from '@orderwire/test-kit';
import { AuthWorld } from './auth-world.js';

const rules = { issuer: 'orderwire', audience: 'orderwire-api', algorithms: ['EdDSA'], typ: 'at+jwt' };

describe('signing keys', () => {
  let world: AuthWorld;
  const rotate = () => Promise.all(world.services.map(({ app }) => app.get(SigningKeyRepository).rotate()));
  const verified = async (token: string) =>
    jwtVerify(
      token,
      createLocalJWKSet({ keys: (await world.request(GetJwks, {})).keys.map((key) => ({ ...key })) }),
      rules,
    );

  /**
   * Runs a file of the built service in its own process, with the configuration of the test and
   * these changes.
   */
  const started = (file: string, settings: NodeJS.ProcessEnv, ...args: string[]) => {
    const { DATABASE_URL, AUTH_KEY_SECRET, NATS_SERVERS } = world.config();
    const secrets = {
      AUTH_KEY_SECRET: AUTH_KEY_SECRET.join(),
      SERVICE_KEY: randomBytes(32).toString('base64'),
    };
    const env = { PORT: '0', NATS_SERVERS: NATS_SERVERS.join(), DATABASE_URL, ...secrets, ...settings };
    const main = fileURLToPath(new URL(`../dist/${file}`, import.meta.url));
    return promisify(execFile)(process.execPath, [main, ...args], { env, timeout: 120_000 });
  };

  /** What a replica with these secrets does at its start and every hour. */
  const rotateWith = (...secrets: [string, ...string[]]) =>
    new SigningKeyRepository(
      world.get(Database),
      new KeyEncryption(encryptionKeys(secrets)),
      scheduleOf(world.config()),
    ).rotate();

  /** A complete production configuration, so that a start fails only for the reason under test. */
  let production: NodeJS.ProcessEnv;
  const role = `auth_${randomBytes(6).toString('hex')}`;

  beforeAll(async () => {
    world = await AuthWorld.create({ replicas: 2 });
    const password = randomBytes(16).toString('hex');
    await world.rows(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD '${password}'`);
    const url = new URL(world.config().DATABASE_URL);
    [url.username, url.password] = [role, password];
    const nats = new URL(world.config().NATS_SERVERS[0] ?? '');
    Object.assign(nats, { username: 'auth-ms', password });
    production = { NODE_ENV: 'production', DATABASE_URL: url.href, NATS_SERVERS: nats.href };
  });
  afterAll(async () => {
    await world.rows(`DROP ROLE ${role}`);
    await world.close();
  });

  it('are created once when two replicas start at the same time', async () => {
    expect(await world.rows('SELECT number FROM signing_keys')).toEqual([{ number: 1 }]);
    expect((await world.request(GetJwks, {})).keys).toHaveLength(1);
  });

  it('sign tokens that can be verified with the published keys alone', async () => {
    const { accessToken, user, sessionId, expiresAt } = await world.register();
    const { payload, protectedHeader } = await verified(accessToken);
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt', kid: expect.any(String) });
    expect(payload).toMatchObject({ sub: user.id, role: 'customer', sid: sessionId, nbf: payload.iat });
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    expect(Date.parse(expiresAt)).toBe((payload.exp ?? 0) * 1_000);
  });

  it('are published without their private part', async () => {
    const { keys } = await world.request(GetJwks, {});
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    const [row] = await world.rows<{ box: Buffer }>('SELECT private_box AS box FROM signing_keys');
    expect(row?.box.length).toBe(12 + 16 + 48);
  });

  it('are replaced by a key that is published first, and stay published until their tokens expire', async () => {
    const old = await world.register();
    await world.rows(
      "UPDATE signing_keys SET signs_from = signs_from - interval '29 days 23 hours 30 minutes'",
    );
    await rotate();
    const { keys } = await world.request(GetJwks, {});
    expect(keys).toHaveLength(2);
    expect(decodeProtectedHeader((await world.register()).accessToken).kid).toBe(keys[0]?.kid);
    await world.rows("UPDATE signing_keys SET signs_from = signs_from - interval '61 minutes'");
    await rotate();
    const fresh = await world.register();
    expect(decodeProtectedHeader(fresh.accessToken).kid).toBe(keys[1]?.kid);
    await verified(fresh.accessToken);
    // A token of the old key may still be valid: the new one has signed for ten minutes only.
    await world.rows("UPDATE signing_keys SET signs_from = now() - interval '10 minutes' WHERE number = 2");
    await rotate();
    await verified(old.accessToken);
    await world.rows("UPDATE signing_keys SET signs_from = now() - interval '16 minutes' WHERE number = 2");
    await rotate();
    expect(await world.rows('SELECT number FROM signing_keys')).toEqual([{ number: 2 }]);
    await expect(verified(old.accessToken)).rejects.toThrow('no applicable key');
  });

  it('sign while a clock is set back before their date, and are dated anew when it is far ahead', async () => {
    await world.rows("UPDATE signing_keys SET signs_from = now() + interval '30 minutes'");
    await rotate();
    await verified((await world.register()).accessToken);
    await world.rows("UPDATE signing_keys SET signs_from = now() + interval '2 years'");
    await rotate();
    await verified((await world.register()).accessToken);
    expect(await world.rows('SELECT number FROM signing_keys WHERE signs_from > now()')).toEqual([]);
  });

  it('that the command withdraws verify nothing more in any replica, and the next one signs at once', async () => {
    const old = await world.register();
    const { stdout } = await started('signing-keys.js', {}, 'withdraw');
    expect(stdout).toContain('All signing keys are withdrawn');
    const refused = () => verified(old.accessToken).then(() => '', String);
    await waitUntil(refused, (reason) => reason.includes('no applicable key'));
    await rotate();
    for (let i = 0; i < 4; i++) await verified((await world.login(old.user.email)).accessToken);
    expect(await world.request(Refresh, { refreshToken: old.refreshToken })).toHaveProperty('accessToken');
    expect(await world.rows("SELECT 1 FROM audit_log WHERE action = 'withdraw_signing_keys'")).toHaveLength(
      1,
    );
    const { kid } = decodeProtectedHeader((await world.login(old.user.email)).accessToken);
    expect(stdout.split('\n')).toContain(`${kid} signs`);
  });

  it('are encrypted with the first secret while replicas with the old one go on, then the old one can go', async () => {
    const person = await world.register();
    const fresh = randomBytes(32).toString('base64');
    const [old] = world.config().AUTH_KEY_SECRET;
    const { stdout } = await started('signing-keys.js', { AUTH_KEY_SECRET: `${fresh},${old}` });
    await rotate();
    const { accessToken } = await world.login(person.user.email);
    await verified(accessToken);
    expect(stdout).toBe(`${decodeProtectedHeader(accessToken).kid} signs\n`);
    const boxes = await world.rows('SELECT private_box FROM signing_keys');
    await rotateWith(fresh);
    await expect(rotateWith(old)).rejects.toThrow('AUTH_KEY_SECRET does not decrypt');
    await rotateWith(old, fresh);
    expect(await world.rows('SELECT private_box FROM signing_keys')).not.toEqual(boxes);
  });

  it('that cannot be decrypted make the service not ready, with the reason, until they can', async () => {
    const parts = async () => (await world.get(Readiness).report()).parts;
    const keys = world.get(SigningKeyRepository);
    expect((await parts())['signing key']).toBe('ok');
    await world.rows("UPDATE signing_keys SET kid = kid || 'x', private_box = '\\x00'");
    await expect(keys.rotate()).rejects.toThrow('AUTH_KEY_SECRET does not decrypt');
    expect(() => keys.checkSigning()).toThrow('AUTH_KEY_SECRET does not decrypt');
    await keys.replaceAll(new Date());
    await rotate();
    expect(() => keys.checkSigning()).not.toThrow();
  });

  it('stop a start with another secret, with a clear error', async () => {
    const secret = { AUTH_KEY_SECRET: randomBytes(32).toString('base64') };
    await expect(started('bundle.js', secret)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AUTH_KEY_SECRET does not decrypt the signing keys'),
    });
  });

  it('and demo accounts: they are created once, can sign in, and stop a start in production', async () => {
    const sql = new Database({ url: world.config().DATABASE_URL, poolSize: 2, logger: console as never });
    try {
      const seed = async () =>
        seedDemoAccounts(sql, new AccountRepository(sql), await PasswordHasher.create(1));
      expect(await seed()).toHaveLength(3);
      expect(await seed()).toEqual([]);
      for (const { email, password, role } of demoAccounts)
        expect((await world.request(Login, { email, password })).user.role).toBe(role);
      await expect(started('bundle.js', production)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('demo accounts'),
      });
    } finally {
      await sql.close();
    }
  });

  it('and demo accounts: they are never created in production', async () => {
    await expect(started('seed-demo.js', production)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not for production'),
    });
  });

  it('and the first admin: a command with access to the database promotes a registered account', async () => {
    const person = await world.register();
    const makeAdmin = (...args: string[]) => started('make-admin.js', {}, ...args);
    const [promoted, unknown, missing] = await Promise.allSettled([
      makeAdmin(person.user.email.toUpperCase()),
      makeAdmin('unknown@shop.example'),
      makeAdmin(),
    ]);
    expect(promoted).toMatchObject({ value: { stdout: expect.stringContaining('is an admin now') } });
    expect((await world.login(person.user.email)).user.role).toBe('admin');
    expect(await world.audited(person.user.id)).toContain('grant_role success');
    await expect(world.request(Refresh, { refreshToken: person.refreshToken })).rejects.toMatchObject({
      code: 'auth.token_invalid',
    });
    expect((await makeAdmin(person.user.email)).stdout).toContain('was an admin already');
    expect(unknown).toMatchObject({
      reason: { code: 1, stderr: expect.stringContaining('no account has the e-mail') },
    });
    expect(missing).toMatchObject({
      reason: { code: 1, stderr: expect.stringContaining('e-mail address is missing') },
    });
  });
});
