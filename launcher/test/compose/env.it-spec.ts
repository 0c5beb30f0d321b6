import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { repositoryRoot } from '../../src/repository.js';

const realKeys = {
  STRIPE_SECRET: `sk_test_${'a1'.repeat(20)}`,
  STRIPE_ENDPOINT_SECRET: `whsec_${'b2'.repeat(20)}`,
};

describe('the command that creates .env and the secret files', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'orderwire-env-'));
    copyFileSync(join(repositoryRoot, '.env.template'), join(root, '.env.template'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const run = (args: string[] = [], env: NodeJS.ProcessEnv = {}) => {
    const script = join(repositoryRoot, 'deploy', 'compose', 'env.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--root', root, ...args], {
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  const env = () => parseEnv(readFileSync(join(root, '.env'), 'utf8'));
  const secrets = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(root, 'secrets')).map((name) => [
        name,
        readFileSync(join(root, 'secrets', name), 'utf8').trim(),
      ]),
    );

  it('reads a .env with a byte order mark, line ends of Windows and export, and refuses UTF-16', () => {
    const file = join(root, '.env');
    writeFileSync(file, '\uFEFFORDERWIRE_SECRETS=./own\r\nexport COMPOSE_FILE=docker-compose.yml\r\n');
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining(`${join(root, 'own')}: `) });
    expect(readFileSync(file, 'utf8')).toMatch(/^ORDERWIRE_SECRETS=.\/own\r?$/m);
    writeFileSync(file, Buffer.from('COMPOSE_FILE=docker-compose.yml\n', 'utf16le'));
    expect(run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is UTF-16 text: save it as UTF-8'),
    });
  });

  it('creates a different secret for every secret file in docker-compose.yml', () => {
    // The Stripe CLI's key comes from the user.
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    const compose = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
    const named = [...compose.matchAll(/^ {2}(\w+):\s*\{\s*file:/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'stripe_cli_key');
    expect(Object.keys(secrets()).sort()).toEqual(named.sort());
    expect(new Set(Object.values(secrets())).size).toBe(named.length);
    expect(env()).toMatchObject({ COMPOSE_FILE: 'docker-compose.yml', ORDERWIRE_SECRETS: './secrets' });
  });

  it('closes the folder and .env to other accounts and prints no secret', () => {
    const { stdout } = run();
    expect(statSync(join(root, 'secrets')).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, '.env')).mode & 0o777).toBe(0o600);
    for (const secret of Object.values(secrets())) expect(stdout).not.toContain(secret);
  });

  it('changes nothing in a second run', () => {
    run();
    const before = { env: readFileSync(join(root, '.env'), 'utf8'), secrets: secrets() };
    expect(run().stdout).toContain('unchanged');
    expect({ env: readFileSync(join(root, '.env'), 'utf8'), secrets: secrets() }).toEqual(before);
  });

  it('creates missing secrets and keeps the others', () => {
    run();
    const before = secrets();
    unlinkSync(join(root, 'secrets', 'service_key'));
    writeFileSync(join(root, '.env'), 'CLIENT_GATEWAY_PORT=3333\n');
    run();
    const { service_key: key, ...rest } = secrets();
    expect(key).not.toBe(before['service_key']);
    expect(before).toMatchObject(rest);
    expect(env()).toMatchObject({ CLIENT_GATEWAY_PORT: '3333', COMPOSE_PROJECT_NAME: 'orderwire' });
  });

  it('replaces secrets with --force after a backup, except those that stored data depends on', () => {
    run([], realKeys);
    const set = { ...realKeys, SESSION_MINUTES: '45' };
    writeFileSync(
      join(root, '.env'),
      Object.entries(set)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
      { flag: 'a' },
    );
    const before = secrets();
    const { stdout, status } = run(['--force']);
    expect(status).toBe(0);
    expect(env()).toMatchObject(set);
    const { postgres_password, auth_key_secret, order_token_secret, ...others } = secrets();
    expect(before).toMatchObject({ postgres_password, auth_key_secret });
    expect(order_token_secret?.split(',')[1]).toBe(before['order_token_secret']);
    for (const [name, secret] of Object.entries(others).filter(([name]) => !name.startsWith('stripe')))
      expect(secret).not.toBe(before[name]);
    const copy = /^(.*secrets-before-\d+): backup of the previous secrets$/m.exec(stdout)?.[1] ?? '';
    expect(readFileSync(join(copy, 'service_key'), 'utf8').trim()).toBe(before['service_key']);
    expect(statSync(copy).mode & 0o777).toBe(0o700);
  });

  it('replaces a folder that Docker created for a missing file', () => {
    run();
    unlinkSync(join(root, 'secrets', 'service_key'));
    mkdirSync(join(root, 'secrets', 'service_key'));
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    expect(secrets()['service_key']).toMatch(/^\S{44}$/);
  });

  it('reports a folder in the place of a secret that cannot be removed', () => {
    run();
    unlinkSync(join(root, 'secrets', 'service_key'));
    mkdirSync(join(root, 'secrets', 'service_key', 'mine'), { recursive: true });
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\S+service_key is a folder instead of a file[^\n]*\n$/);
  });

  it('gives the Stripe CLI the key before an endpoint secret exists, and removes it with the key', () => {
    const { status, stderr } = run([], { STRIPE_SECRET: realKeys.STRIPE_SECRET });
    expect(status).toBe(1);
    expect(stderr).toContain('docker compose run --rm stripe-cli listen --print-secret');
    expect(secrets()['stripe_cli_key']).toBe(realKeys.STRIPE_SECRET);
    expect(env()['COMPOSE_FILE']).toBe('docker-compose.yml');
    run([], realKeys);
    expect(secrets()['stripe_cli_key']).toBe(realKeys.STRIPE_SECRET);
    run();
    expect(secrets()['stripe_cli_key']).toBeUndefined();
  });

  it('lists pages of this machine in production', () => {
    expect(run(['--production'], realKeys).stdout).toContain('Set STRIPE_SUCCESS_URL and STRIPE_CANCEL_URL');
    const pages = {
      STRIPE_SUCCESS_URL: 'https://shop.example/a',
      STRIPE_CANCEL_URL: 'https://shop.example/b',
    };
    expect(run(['--production'], { ...realKeys, ...pages }).stdout).not.toContain('STRIPE_SUCCESS_URL');
  });

  it('gives NATS the passwords of the services', () => {
    run();
    const { nats_passwords: passwords, orders_nats_url: url = '' } = secrets();
    expect(passwords).toContain(`ORDERS_MS_PASSWORD: "${new URL(url).password}"`);
  });

  it('selects real Stripe with both keys and the sandbox without', () => {
    run([], realKeys);
    expect(env()['COMPOSE_FILE']).toBe('docker-compose.yml:compose.stripe.yaml');
    expect(secrets()).toMatchObject({ stripe_secret: realKeys.STRIPE_SECRET });
    run();
    expect(env()['COMPOSE_FILE']).toBe('docker-compose.yml');
    expect(secrets()['stripe_secret']).toMatch(/^sk_test_sandbox/);
  });

  it('keeps Compose files that the user added', () => {
    writeFileSync(join(root, '.env'), 'COMPOSE_FILE=docker-compose.yml:compose.dev.yaml:mine.yaml\n');
    run();
    expect(env()['COMPOSE_FILE']).toBe('docker-compose.yml:compose.dev.yaml:mine.yaml');
    run([], realKeys);
    expect(env()['COMPOSE_FILE']).toBe('docker-compose.yml:compose.stripe.yaml:compose.dev.yaml:mine.yaml');
  });

  it('selects production and keeps it', () => {
    expect(run(['--production'], realKeys).status).toBe(0);
    run([], realKeys);
    expect(env()['COMPOSE_FILE']).toBe('docker-compose.yml:compose.prod.yaml');
  });

  it.each([
    [
      'one Stripe key alone',
      [],
      { STRIPE_SECRET: realKeys.STRIPE_SECRET },
      'STRIPE_ENDPOINT_SECRET is missing',
    ],
    ['production without Stripe keys', ['--production'], {}, 'Production needs STRIPE_SECRET'],
    ['a live key without production', [], { ...realKeys, STRIPE_SECRET: 'sk_live_abc' }, 'live key'],
    ['what is no Stripe key', [], { ...realKeys, STRIPE_SECRET: 'hunter2' }, 'STRIPE_SECRET: must be'],
    ['an option that does not exist', ['--prodcution'], {}, "Unknown option '--prodcution'"],
  ])('rejects %s in one line', (_what, args, variables, words) => {
    const { status, stderr } = run(args, variables);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('hunter2');
    expect(status).toBe(1);
  });
});
